"""Makes and models that exist: where and when each is sold, in which trims, at what price when new."""

from __future__ import annotations

from typing import NamedTuple


class Variant(NamedTuple):
    """A trim of a model; ``factor`` is its price against the model's, ``engine`` its size in litres (0: electric)."""

    trim: str
    fuel: str
    gearbox: str
    engine: float
    factor: float


class Model(NamedTuple):
    """A model. ``since`` and ``until`` are model years (``until`` 0: still made); ``price`` is new, in euro.

    ``wmi`` and ``description`` are the first eight characters of its VINs and ``plant`` the eleventh; ``markets`` are
    the countries it is sold in; ``weight`` is how often it is met.
    """

    make: str
    model: str
    body: str
    since: int
    until: int
    price: int
    wmi: str
    description: str
    plant: str
    markets: str
    weight: int
    variants: tuple[Variant, ...]


def _variants(text: str) -> tuple[Variant, ...]:
    """Out of lines such as ``SE petrol manual 1.5 1.05``; the trim may have several words."""
    made = []
    for line in text.split(";"):
        *trim, fuel, gearbox, engine, factor = line.split()
        made.append(Variant(" ".join(trim), fuel, gearbox, float(engine), float(factor)))
    return tuple(made)


def _model(name: str, body: str, years: str, price: int, vin: str, markets: str, weight: int, variants: str) -> Model:
    make, _, model = name.partition(": ")
    since, until = (int(year or 0) for year in years.split("-"))
    wmi, description, plant = vin.split()
    return Model(make, model, body, since, until, price, wmi, description, plant, markets, weight, _variants(variants))


_ALL = "GB DE FR US AE"
_EU = "GB DE FR"

MODELS: tuple[Model, ...] = (
    _model("Toyota: Camry", "saloon", "2016-", 33_500, "4T1 B11HK U", "US AE", 11,
           "LE petrol automatic 2.5 0.92;SE petrol automatic 2.5 0.97;XLE petrol automatic 2.5 1.05;"
           "Hybrid LE hybrid automatic 2.5 1.0;Hybrid SE hybrid automatic 2.5 1.06;"
           "Hybrid XLE hybrid automatic 2.5 1.15"),
    _model("Toyota: Camry", "saloon", "2019-2023", 39_500, "JTN B23HK 0", _EU, 3,
           "Business Edition hybrid automatic 2.5 0.95;Design hybrid automatic 2.5 1.0;Excel hybrid automatic 2.5 1.1"),
    _model("Toyota: Corolla", "hatchback", "2019-", 28_000, "SB1 Z33JE E", _EU, 8,
           "Icon hybrid automatic 1.8 0.95;Design hybrid automatic 1.8 1.02;GR Sport hybrid automatic 2.0 1.14"),
    _model("Toyota: Corolla", "saloon", "2014-", 23_000, "5YF BURHE P", "US AE", 7,
           "L petrol automatic 1.8 0.92;LE petrol automatic 1.8 1.0;XSE petrol automatic 2.0 1.18;"
           "Hybrid LE hybrid automatic 1.8 1.08"),
    _model("Toyota: Yaris", "hatchback", "2015-", 21_500, "VNK KC3D3 A", _EU, 6,
           "Active petrol manual 1.0 0.85;Icon hybrid automatic 1.5 1.0;Excel hybrid automatic 1.5 1.16"),
    _model("Toyota: RAV4", "suv", "2016-", 38_000, "JTM W1RFV D", _ALL, 7,
           "Active hybrid automatic 2.5 0.93;Adventure hybrid automatic 2.5 1.08;"
           "Plug-in Premium plug_in_hybrid automatic 2.5 1.32"),
    _model("Toyota: Prius", "hatchback", "2016-", 31_000, "JTD KN3DU A", "GB DE US", 3,
           "Business Edition hybrid automatic 1.8 0.95;Limited hybrid automatic 2.0 1.1"),
    _model("Toyota: Land Cruiser", "suv", "2014-", 68_000, "JTE BU3FJ K", "AE GB", 5,
           "GXR petrol automatic 4.0 0.9;VXR petrol automatic 3.5 1.2;Invincible diesel automatic 2.8 1.0"),
    _model("Toyota: Hilux", "pickup", "2016-", 36_000, "AHT KB3CD 2", "GB DE AE", 3,
           "Active diesel manual 2.4 0.88;Invincible X diesel automatic 2.8 1.15"),
    _model("Volkswagen: Golf", "hatchback", "2013-", 29_500, "WVW ZZZAU W", _EU, 10,
           "Life petrol manual 1.5 0.95;Style petrol automatic 1.5 1.07;Match TDI diesel manual 2.0 1.0;"
           "GTI petrol automatic 2.0 1.42;GTE plug_in_hybrid automatic 1.4 1.36"),
    _model("Volkswagen: Polo", "hatchback", "2014-", 22_000, "WVW ZZZAW G", _EU, 6,
           "Trendline petrol manual 1.0 0.86;Life petrol manual 1.0 1.0;R-Line petrol automatic 1.0 1.18"),
    _model("Volkswagen: Passat", "estate", "2015-", 38_500, "WVW ZZZCB E", _EU, 5,
           "Business diesel automatic 2.0 1.0;Elegance diesel automatic 2.0 1.14;"
           "GTE plug_in_hybrid automatic 1.4 1.2"),
    _model("Volkswagen: Tiguan", "suv", "2016-", 36_500, "WVG ZZZAX M", _ALL, 7,
           "Life petrol manual 1.5 0.93;Elegance diesel automatic 2.0 1.12;R-Line petrol automatic 2.0 1.18"),
    _model("Volkswagen: ID.3", "hatchback", "2020-", 37_000, "WVW ZZZE1 P", _EU, 4,
           "Pro Performance electric automatic 0 1.0;Pro S electric automatic 0 1.2"),
    _model("Volkswagen: ID.4", "suv", "2021-", 44_000, "WVG ZZZE2 P", _ALL, 4,
           "Pure electric automatic 0 0.9;Pro electric automatic 0 1.0;GTX electric automatic 0 1.2"),
    _model("Volkswagen: Transporter", "van", "2016-", 39_000, "WV1 ZZZSH H", _EU, 3,
           "Kasten diesel manual 2.0 0.95;Highline diesel automatic 2.0 1.2"),
    _model("Ford: Fiesta", "hatchback", "2013-2023", 18_500, "WF0 DXXGA H", _EU, 7,
           "Zetec petrol manual 1.1 0.9;Titanium petrol manual 1.0 1.04;ST-Line petrol manual 1.0 1.1;"
           "ST petrol manual 1.5 1.36"),
    _model("Ford: Focus", "hatchback", "2014-2025", 26_000, "WF0 NXXGC H", _EU, 7,
           "Zetec petrol manual 1.0 0.9;Titanium diesel automatic 1.5 1.08;ST-Line petrol manual 1.5 1.08;"
           "ST petrol manual 2.3 1.4"),
    _model("Ford: Puma", "suv", "2020-", 27_000, "WF0 2XXER K", _EU, 6,
           "Titanium hybrid manual 1.0 0.96;ST-Line hybrid manual 1.0 1.05;ST-Line Vignale hybrid automatic 1.0 1.2"),
    _model("Ford: Kuga", "suv", "2016-", 34_500, "WF0 FXXWP M", _EU, 4,
           "Zetec petrol manual 1.5 0.9;Titanium hybrid automatic 2.5 1.1;"
           "ST-Line X plug_in_hybrid automatic 2.5 1.24"),
    _model("Ford: F-150", "pickup", "2015-", 46_000, "1FT EW1EP F", "US AE", 9,
           "XL petrol automatic 2.7 0.82;XLT petrol automatic 3.5 1.0;Lariat petrol automatic 3.5 1.28;"
           "PowerBoost Lariat hybrid automatic 3.5 1.38;Lightning Pro electric automatic 0 1.2"),
    _model("Ford: Mustang Mach-E", "suv", "2021-", 52_000, "3FM TK1RM M", "GB DE US", 3,
           "Select electric automatic 0 0.88;Premium electric automatic 0 1.05;GT electric automatic 0 1.32"),
    _model("Ford: Transit Custom", "van", "2014-", 36_000, "WF0 YXXTT T", _EU, 4,
           "Leader diesel manual 2.0 0.88;Trend diesel manual 2.0 0.97;Limited diesel automatic 2.0 1.15"),
    _model("BMW: 1 Series", "hatchback", "2015-", 33_000, "WBA 1S5VK V", _EU, 5,
           "118i Sport petrol manual 1.5 0.97;118d SE diesel automatic 2.0 1.05;M135i petrol automatic 2.0 1.5"),
    _model("BMW: 3 Series", "saloon", "2015-", 46_000, "WBA 5R1FH F", _ALL, 7,
           "320i petrol automatic 2.0 0.95;320d M Sport diesel automatic 2.0 1.05;"
           "330e plug_in_hybrid automatic 2.0 1.12;M340i petrol automatic 3.0 1.4"),
    _model("BMW: X3", "suv", "2016-", 55_000, "WBA TY3CL L", _ALL, 5,
           "xDrive20d diesel automatic 2.0 1.0;xDrive30i petrol automatic 2.0 1.06;"
           "xDrive30e plug_in_hybrid automatic 2.0 1.15"),
    _model("BMW: i4", "saloon", "2022-", 58_000, "WBY 71AWF F", "GB DE FR US", 3,
           "eDrive35 electric automatic 0 0.95;eDrive40 M Sport electric automatic 0 1.1;"
           "M50 electric automatic 0 1.3"),
    _model("Mercedes-Benz: A-Class", "hatchback", "2014-", 34_000, "W1K 177AA J", _EU, 6,
           "A 180 SE petrol manual 1.3 0.92;A 200 AMG Line petrol automatic 1.3 1.08;"
           "A 250 e plug_in_hybrid automatic 1.3 1.2"),
    _model("Mercedes-Benz: C-Class", "saloon", "2015-", 47_000, "W1K 206BA R", _ALL, 6,
           "C 180 petrol automatic 1.5 0.93;C 220 d AMG Line diesel automatic 2.0 1.08;"
           "C 300 petrol automatic 2.0 1.16"),
    _model("Mercedes-Benz: GLC", "suv", "2016-", 56_000, "W1N 254GA F", _ALL, 5,
           "GLC 220 d diesel automatic 2.0 1.0;GLC 300 petrol automatic 2.0 1.06;"
           "GLC 300 e plug_in_hybrid automatic 2.0 1.2"),
    _model("Mercedes-Benz: Vito", "van", "2015-", 38_000, "W1V 447VA E", "DE FR GB", 2,
           "Kastenwagen 114 CDI diesel manual 2.0 0.95;Tourer Pro diesel automatic 2.0 1.2"),
    _model("Audi: A3", "hatchback", "2014-", 32_500, "WAU ZZZGY A", _EU, 6,
           "Sport petrol manual 1.5 0.97;S line petrol automatic 1.5 1.1;35 TDI Technik diesel automatic 2.0 1.06"),
    _model("Audi: A4 Avant", "estate", "2015-2024", 45_000, "WAU ZZZF4 N", _EU, 5,
           "Sport diesel automatic 2.0 1.0;S line petrol automatic 2.0 1.08;Black Edition diesel automatic 2.0 1.18"),
    _model("Audi: Q5", "suv", "2015-", 54_000, "WA1 BNAFY 2", _ALL, 4,
           "40 TDI Sport diesel automatic 2.0 1.0;45 TFSI S line petrol automatic 2.0 1.1;"
           "50 TFSI e plug_in_hybrid automatic 2.0 1.22"),
    _model("Audi: Q4 e-tron", "suv", "2021-", 51_000, "WAU ZZZFZ P", _EU, 3,
           "40 Sport electric automatic 0 0.97;50 quattro S line electric automatic 0 1.2"),
    _model("Skoda: Octavia", "estate", "2014-", 29_500, "TMB JJ7NX 0", _EU, 6,
           "SE petrol manual 1.5 0.94;SE L diesel automatic 2.0 1.1;vRS petrol automatic 2.0 1.32;"
           "iV plug_in_hybrid automatic 1.4 1.26"),
    _model("Skoda: Fabia", "hatchback", "2015-", 18_500, "TMB EE6PJ Z", _EU, 4,
           "S petrol manual 1.0 0.88;SE Comfort petrol manual 1.0 1.0;Monte Carlo petrol automatic 1.5 1.24"),
    _model("Hyundai: i20", "hatchback", "2015-", 19_500, "NLH BM5BA Z", _EU, 4,
           "SE Connect petrol manual 1.0 0.93;Premium petrol manual 1.0 1.06;N Line petrol automatic 1.0 1.16"),
    _model("Hyundai: Tucson", "suv", "2016-", 33_500, "TMA J38EP J", _ALL, 6,
           "SE Connect petrol manual 1.6 0.9;Premium hybrid automatic 1.6 1.1;"
           "Ultimate plug_in_hybrid automatic 1.6 1.28"),
    _model("Hyundai: Ioniq 5", "suv", "2021-", 47_000, "KMH KN8CA U", _ALL, 4,
           "Standard Range electric automatic 0 0.9;Premium electric automatic 0 1.06;"
           "Ultimate AWD electric automatic 0 1.2"),
    _model("Kia: Sportage", "suv", "2016-", 33_000, "U5Y PH8DA L", _ALL, 6,
           "2 petrol manual 1.6 0.92;GT-Line hybrid automatic 1.6 1.1;GT-Line S plug_in_hybrid automatic 1.6 1.3"),
    _model("Kia: Ceed", "hatchback", "2015-", 24_500, "U5Y H51AA L", _EU, 4,
           "2 petrol manual 1.0 0.93;3 petrol manual 1.5 1.05;GT-Line petrol automatic 1.5 1.16"),
    _model("Kia: Niro", "suv", "2017-", 32_500, "KNA CB8EC 5", "GB DE FR US", 4,
           "2 hybrid automatic 1.6 0.92;4 hybrid automatic 1.6 1.1;e-Niro electric automatic 0 1.24"),
    _model("Renault: Clio", "hatchback", "2014-", 19_500, "VF1 RJACB 6", _EU, 7,
           "Zen petrol manual 1.0 0.92;Intens petrol manual 1.0 1.04;E-Tech Techno hybrid automatic 1.6 1.24;"
           "Business dCi diesel manual 1.5 1.06"),
    _model("Renault: Captur", "suv", "2015-", 24_500, "VF1 RJBFA 6", _EU, 5,
           "Zen petrol manual 1.0 0.92;Intens petrol automatic 1.3 1.1;E-Tech plug_in_hybrid automatic 1.6 1.3"),
    _model("Peugeot: 208", "hatchback", "2015-", 20_500, "VR3 UPHNK X", _EU, 7,
           "Active petrol manual 1.2 0.92;Allure petrol automatic 1.2 1.1;GT petrol automatic 1.2 1.2;"
           "e-208 GT electric automatic 0 1.55"),
    _model("Peugeot: 3008", "suv", "2016-", 35_500, "VF3 MRHNY S", _EU, 5,
           "Active petrol manual 1.2 0.9;Allure diesel automatic 1.5 1.06;GT Hybrid plug_in_hybrid automatic 1.6 1.3"),
    _model("Citroën: C3", "hatchback", "2016-", 18_500, "VF7 SXHNP R", "FR DE GB", 4,
           "Feel petrol manual 1.2 0.92;Shine petrol automatic 1.2 1.12"),
    _model("Citroën: Berlingo", "mpv", "2018-", 27_500, "VR7 ECYHZ J", "FR DE GB", 3,
           "Feel petrol manual 1.2 0.93;Shine XL diesel automatic 1.5 1.16;ë-Berlingo electric automatic 0 1.35"),
    _model("Dacia: Duster", "suv", "2015-", 21_000, "UU1 HJDCK 5", _EU, 4,
           "Essential petrol manual 1.0 0.86;Prestige petrol manual 1.3 1.06;Bi-Fuel Comfort gas manual 1.0 0.96"),
    _model("Vauxhall: Corsa", "hatchback", "2015-", 20_500, "W0V 7D9EB 4", "GB", 8,
           "Design petrol manual 1.2 0.9;SE Premium petrol manual 1.2 1.02;Elite Nav petrol automatic 1.2 1.14;"
           "e Ultimate electric automatic 0 1.55"),
    _model("Opel: Astra", "hatchback", "2016-", 27_000, "W0V BE6EA 8", "DE", 5,
           "Edition petrol manual 1.2 0.93;Elegance petrol automatic 1.2 1.1;GSe plug_in_hybrid automatic 1.6 1.45"),
    _model("Mini: Cooper", "hatchback", "2014-", 27_500, "WMW XR3BA T", "GB DE FR US", 5,
           "Classic petrol manual 1.5 0.93;Sport petrol automatic 1.5 1.12;S Exclusive petrol automatic 2.0 1.3"),
    _model("Mini: Cabrio", "convertible", "2016-", 32_500, "WMW WJ3AC T", "GB DE FR US", 2,
           "Cooper petrol manual 1.5 0.95;Cooper S petrol automatic 2.0 1.2"),
    _model("Mazda: MX-5", "convertible", "2015-", 31_500, "JMZ ND6EA 0", "GB DE FR US", 3,
           "SE-L petrol manual 1.5 0.92;Sport petrol manual 2.0 1.1;RF GT Sport petrol automatic 2.0 1.24"),
    _model("Honda: Civic", "hatchback", "2015-", 28_500, "SHH FK7CA U", "GB DE FR US", 4,
           "SE petrol manual 1.0 0.88;Sport petrol automatic 1.5 1.05;e:HEV Advance hybrid automatic 2.0 1.24"),
    _model("Honda: CR-V", "suv", "2016-", 35_500, "5J6 RW2HA L", "US AE", 6,
           "LX petrol automatic 1.5 0.88;EX-L petrol automatic 1.5 1.04;"
           "Hybrid Sport Touring hybrid automatic 2.0 1.2"),
    _model("Nissan: Qashqai", "suv", "2014-", 30_500, "SJN FEAJA U", _EU, 6,
           "Acenta petrol manual 1.3 0.92;N-Connecta petrol automatic 1.3 1.06;"
           "e-Power Tekna hybrid automatic 1.5 1.26"),
    _model("Nissan: Patrol", "suv", "2014-", 66_000, "JN8 AY2NE 9", "AE", 6,
           "SE petrol automatic 4.0 0.88;LE Platinum petrol automatic 5.6 1.25"),
    _model("Nissan: Leaf", "hatchback", "2016-2024", 33_000, "SJN FAAZA U", "GB DE FR US", 3,
           "Acenta electric automatic 0 0.93;Tekna electric automatic 0 1.08;e+ Tekna electric automatic 0 1.22"),
    _model("Chevrolet: Silverado 1500", "pickup", "2016-", 44_000, "3GC UYDED G", "US", 7,
           "Work Truck petrol automatic 2.7 0.85;LT petrol automatic 5.3 1.06;High Country petrol automatic 6.2 1.4"),
    _model("Chevrolet: Tahoe", "suv", "2016-", 58_000, "1GN SKBKD R", "US AE", 4,
           "LS petrol automatic 5.3 0.9;LT petrol automatic 5.3 1.05;Premier petrol automatic 6.2 1.25"),
    _model("Jeep: Wrangler", "suv", "2016-", 44_500, "1C4 HJXDN W", "US AE DE", 4,
           "Sport petrol automatic 3.6 0.88;Sahara petrol automatic 2.0 1.08;"
           "4xe Rubicon plug_in_hybrid automatic 2.0 1.3"),
    _model("Tesla: Model 3", "saloon", "2018-", 45_000, "LRW 3E7FA C", _ALL, 5,
           "Standard Range Plus electric automatic 0 0.92;Long Range electric automatic 0 1.1;"
           "Performance electric automatic 0 1.24"),
    _model("Tesla: Model Y", "suv", "2021-", 49_000, "XP7 YGCEK B", _ALL, 5,
           "Rear-Wheel Drive electric automatic 0 0.92;Long Range electric automatic 0 1.08;"
           "Performance electric automatic 0 1.22"),
    _model("Volvo: XC40", "suv", "2018-", 41_000, "YV1 XZ1BB 2", _ALL, 4,
           "Momentum petrol automatic 1.5 0.92;Inscription plug_in_hybrid automatic 1.5 1.2;"
           "Recharge Twin electric automatic 0 1.34"),
    _model("Volvo: V60", "estate", "2016-", 46_500, "YV1 ZWADB 1", "DE GB FR", 3,
           "D4 Momentum diesel automatic 2.0 0.96;B4 Plus petrol automatic 2.0 1.02;"
           "T6 Recharge plug_in_hybrid automatic 2.0 1.24"),
    _model("Fiat: 500", "hatchback", "2014-", 17_500, "ZFA 312BA J", _EU, 5,
           "Pop petrol manual 1.2 0.88;Lounge petrol manual 1.2 1.0;Dolcevita hybrid manual 1.0 1.06;"
           "e Icon electric automatic 0 1.7"),
    _model("Land Rover: Defender", "suv", "2020-", 68_000, "SAL EA7AW 2", "GB AE US DE", 3,
           "90 S diesel automatic 3.0 0.9;110 SE diesel automatic 3.0 1.06;"
           "110 X-Dynamic plug_in_hybrid automatic 2.0 1.18"),
    _model("Porsche: Macan", "suv", "2015-", 72_000, "WP1 ZZZA5 L", "DE GB US AE", 2,
           "Macan petrol automatic 2.0 0.95;S petrol automatic 2.9 1.15;GTS petrol automatic 2.9 1.4"),
    _model("Mitsubishi: Pajero", "suv", "2014-2021", 41_000, "JMY LYVRA J", "AE", 3,
           "GLS petrol automatic 3.0 0.9;GLS Highline petrol automatic 3.5 1.1"),
)  # fmt: skip

#: What cars have, by how grand they are; the first tuple is common to nearly all of them.
FEATURES: tuple[tuple[str, ...], ...] = (
    ("Bluetooth", "Air conditioning", "Isofix", "Cruise control", "Alloy wheels", "DAB radio", "Lane assist"),
    ("Apple CarPlay", "Android Auto", "Parking sensors", "Reversing camera", "Heated seats", "Navigation",
     "LED headlights", "Keyless entry", "Tow bar", "Rain sensor"),
    ("Panoramic roof", "Leather seats", "Adaptive cruise control", "Head-up display", "360° camera", "Air suspension",
     "Harman Kardon sound", "Ventilated seats", "Power tailgate", "Massage seats"),
)  # fmt: skip
ELECTRIC_FEATURES = ("Heat pump", "Rapid charging", "Three-phase charging cable", "Battery health certificate")
#: How often each colour is met.
COLOURS = {
    "white": 23, "black": 20, "grey": 21, "silver": 11, "blue": 12, "red": 7, "green": 3, "orange": 1, "brown": 1,
    "beige": 1, "yellow": 1,
}  # fmt: skip
