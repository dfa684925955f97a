"""Makes, models, insurers and rows of a market, made up deterministically, for tests and measurements of search."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from client.search import Bands, Buckets, Facet, Ranges, SearchField, Terms
from client.search.reading import Row

TODAY = date(2026, 3, 2)

MODELS = {
    "Alfa Romeo": "Giulia Giulietta Stelvio Tonale Mito",
    "Aston Martin": "Vantage DB11 DBX Rapide",
    "Audi": "A1 A3 A4 A5 A6 A8 Q2 Q3 Q5 Q7 TT e-tron",
    "Bentley": "Continental Bentayga Mulsanne",
    "BMW": "1-Series 3-Series 5-Series X1 X3 X5 i3 i4 M3",
    "Cadillac": "Escalade CTS Lyriq",
    "Chevrolet": "Camaro Corvette Cruze Equinox Malibu Silverado Spark Tahoe Trax",
    "Chrysler": "Pacifica Voyager",
    "Citroën": "Berlingo C1 C3 C4 C5 Cactus Picasso",
    "Cupra": "Ateca Born Formentor Leon",
    "Dacia": "Duster Jogger Logan Sandero Spring",
    "Dodge": "Challenger Charger Durango Ram",
    "Ferrari": "California Portofino Roma",
    "Fiat": "500 500L Doblo Panda Punto Tipo",
    "Ford": "B-Max Bronco C-Max EcoSport Escape Explorer F-150 Fiesta Focus Galaxy Ka Kuga Mondeo Mustang Puma",
    "Genesis": "G70 G80 GV70",
    "GMC": "Acadia Sierra Terrain Yukon",
    "Honda": "Accord Civic CR-V HR-V Insight Jazz Odyssey Pilot",
    "Hyundai": "Elantra i10 i20 i30 Ioniq Kona Santa-Fe Sonata Tucson",
    "Infiniti": "Q30 Q50 QX60",
    "Jaguar": "E-Pace F-Pace F-Type I-Pace XE XF XJ",
    "Jeep": "Cherokee Compass Gladiator Renegade Wrangler",
    "Kia": "Ceed EV6 Niro Optima Picanto Rio Sorento Soul Sportage Stinger Telluride",
    "Land Rover": "Defender Discovery Evoque Freelander Velar",
    "Lexus": "CT ES IS NX RX UX",
    "Lincoln": "Aviator Corsair Navigator",
    "Maserati": "Ghibli Levante Quattroporte",
    "Mazda": "CX-3 CX-30 CX-5 Mazda2 Mazda3 Mazda6 MX-5",
    "Mercedes-Benz": "A-Class B-Class C-Class CLA E-Class GLA GLC GLE S-Class Sprinter Vito",
    "MG": "HS MG3 MG4 MG5 ZS",
    "Mini": "Clubman Cooper Countryman Paceman",
    "Mitsubishi": "ASX Eclipse L200 Mirage Outlander",
    "Nissan": "Altima Ariya Juke Leaf Micra Navara Note Pathfinder Qashqai Rogue X-Trail",
    "Opel": "Adam Agila Antara Crossland Grandland Karl",
    "Peugeot": "108 2008 208 3008 308 5008 508 Partner Rifter",
    "Polestar": "Precept Polestar2",
    "Porsche": "911 Boxster Cayenne Cayman Macan Panamera Taycan",
    "Renault": "Captur Clio Kadjar Kangoo Megane Scenic Trafic Twingo Zoe",
    "Seat": "Alhambra Arona Ibiza Mii Tarraco Toledo",
    "Škoda": "Citigo Enyaq Fabia Kamiq Karoq Kodiaq Octavia Rapid Superb Yeti",
    "Smart": "Forfour Fortwo",
    "Subaru": "BRZ Crosstrek Forester Impreza Legacy Levorg WRX",
    "Suzuki": "Baleno Celerio Ignis Jimny Swift SX4 Vitara",
    "Tesla": "Cybertruck Model-3 Model-S Model-X Model-Y Roadster",
    "Toyota": "4Runner Auris Avalon Avensis Aygo Camry C-HR Corolla Highlander Prius RAV4 Sienna Supra Tacoma Yaris",
    "Vauxhall": "Astra Combo Corsa Insignia Meriva Mokka Vectra Vivaro Zafira",
    "Volkswagen": "Amarok Arteon Beetle Caddy Golf ID.3 ID.4 Jetta Passat Polo Sharan T-Roc Tiguan Touareg Touran Up",
    "Volvo": "C40 S60 S90 V40 V60 V90 XC40 XC60 XC90",
}
_INSURERS = (
    "Admiral|Ageas|AIG|Allianz|Allstate|American Family|Aviva|AXA|Baloise|Chubb|Churchill|Direct Line|Ergo|Esure|"
    "Farmers|Generali|Geico|Groupama|Hastings|HDI|Helvetia|Hiscox|Kemper|LV|Liberty Mutual|MAIF|Mapfre|Markel|"
    "Mercury|Nationwide|NFU Mutual|Progressive|Prudential|QBE|RSA|Saga|Sompo|State Farm|Swinton|Talanx|Tokio Marine|"
    "Travelers|Tryg|Uniqa|USAA|Vienna|Wawanesa|Zurich"
)
_FEATURES = (
    "hybrid|plug-in hybrid|heated seats|leather seats|panoramic roof|parking sensors|reversing camera|tow bar|"
    "adaptive cruise control|lane assist|blind spot monitor|head-up display|keyless entry|sat nav|Apple CarPlay|"
    "Android Auto|wireless charging|electric tailgate|roof rails|alloy wheels|privacy glass|matrix headlights|"
    "heat pump|ventilated seats|premium sound|four wheel drive|air suspension|third row|winter pack|civic award"
)
FUELS = ("petrol", "diesel", "hybrid", "electric")
STATUSES = ("incoming", "available", "held", "sold", "delivered")
_SYLLABLES = (
    "al an ar ba be bel ben ber bo bra bri ca cam car cha co da dan de del den do dor el en er fa fe fer fi ga gar "
    "go gra ha han har hel her ho in is jo ka kar ken ko la lan le len li lin lo ma mal man mar mas me mel mi mo mon "
    "na ne ni no nor o or pa pe per pi po ra ran re ri ro ros sa san sch se sel sha si so ste sto ta tan te ter ti "
    "to tor va van ve ver vi vo wa wal we wel wi win za ze zi"
)
_ENDINGS = "berg by dale field ford ham houn ington ley low man mere ner ney rick sen ski son stone ton well wood wyn"
INSURERS = _INSURERS.split("|")
FEATURES = _FEATURES.split("|")

FIELDS = (
    SearchField("make", 3),
    SearchField("model", 2),
    SearchField("features"),
    SearchField("insurer"),
    SearchField("owner"),
    SearchField("city"),
    SearchField("year"),
    SearchField("vin", code=True),
    SearchField("plate", code=True),
)
FACETS: tuple[Facet, ...] = (
    Terms("make"),
    Terms("model"),
    Terms("insurer"),
    Terms("year"),
    Terms("fuel"),
    Terms("status"),
    Terms("features"),
    Bands("price", (20_000_00, 40_000_00)),
    Buckets("expiry"),
    Ranges("mileage"),
)


def names(count: int, seed: int = 1) -> list[str]:
    """So many different made-up family and place names."""
    random = Random(seed)
    syllables, endings = _SYLLABLES.split(), _ENDINGS.split()
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random.choices(syllables, k=random.choice((1, 2, 2, 3)))) + random.choice(endings)] = None
    return [name.title() for name in found]


def rows(count: int, vocabulary: int = 24_000, seed: int = 1) -> Iterator[Row]:
    """Cars with their policies; some makes, names and places are far commoner than others."""
    random = Random(seed)
    cars = [(make, model) for make, models in MODELS.items() for model in models.split()]
    random.shuffle(cars)
    people = names(vocabulary - 1_300, seed)
    places = names(600, seed + 1)
    for ordinal in range(1, count + 1):  # powers of a random number make low places the commoner ones
        make, model = cars[int(len(cars) * random.random() ** 2)]
        features = random.sample(FEATURES, random.randrange(4))
        insurer = INSURERS[int(len(INSURERS) * random.random() ** 2)]
        first = people[int(400 * random.random() ** 2)]
        last = people[int(len(people) * random.random() ** 3)]
        year = 2026 - int(25 * random.random() ** 2)
        texts = {
            "make": make,
            "model": model,
            "features": features,
            "insurer": insurer,
            "owner": f"{first} {last}",
            "city": places[int(len(places) * random.random() ** 2)],
            "year": str(year),
            "vin": vin(random),
            "plate": plate(random),
        }
        values = {
            "make": make,
            "model": model,
            "insurer": insurer,
            "year": year,
            "fuel": random.choice(FUELS),
            "status": random.choice(STATUSES),
            "features": features,
            "price": int(random.lognormvariate(10, 0.6)) * 100,
            "expiry": TODAY + timedelta(days=random.randrange(-60, 365)),
            "mileage": int(random.expovariate(1 / 40_000)),
        }
        yield ordinal, texts, values


def vin(random: Random) -> str:
    """Seventeen characters that look like a vehicle's number; the check digit is left to chance."""
    return (
        random.choice(("WVW", "1HG", "JTD", "SAL", "WBA"))
        + "".join(random.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=8))
        + f"{random.randrange(10**6):06}"
    )


def plate(random: Random) -> str:
    """A British number plate."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return f"{''.join(random.choices(letters, k=2))}{random.randrange(50, 76)} {''.join(random.choices(letters, k=3))}"


def misspelt(word: str, random: Random) -> str:
    """The word with one slip of the finger: a letter lost, doubled up, replaced, or swapped with its neighbour."""
    place = random.randrange(len(word))
    slip = random.randrange(4)
    letter = random.choice("abcdefghijklmnopqrstuvwxyz")
    if slip == 0:
        return word[:place] + word[place + 1 :]
    if slip == 1:
        return word[:place] + letter + word[place:]
    if slip == 2:
        return word[:place] + letter + word[place + 1 :]
    place = max(0, place - 1)
    return word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]
