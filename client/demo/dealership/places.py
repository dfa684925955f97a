"""The group's stores: where they are, how people there are called, drive, live and pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Place:
    """A town with a store. ``rate`` is what one euro of price comes to there, taxes and market included.

    ``people`` weighs the cultures of its customers. In ``phone``, ``mobile`` and ``plate`` a ``#`` stands for a digit,
    an ``@`` for a letter; the numbers are from ranges kept free for fiction. ``share`` is the store's part of the
    business.
    """

    code: str
    store: str
    street: str
    town: str
    country: str
    time_zone: str
    currency: str
    distance_unit: str
    latitude: float
    longitude: float
    share: float
    rate: float
    language: str
    legal_form: str
    phone: str
    mobile: str
    plate: str
    people: Mapping[str, int]
    districts: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]
    mail: tuple[str, ...]
    number_first: bool = True
    fiscal_month: int = 1


PLACES = (
    Place(
        "LDS", "Northgate Leeds", "214 Kirkstall Road", "Leeds", "United Kingdom", "Europe/London", "GBP", "mi",
        53.80360, -1.57420, 0.27, 0.90, "en", "Ltd", "0113 496 0###", "07700 900###", "Y@# @@@",
        {"english": 60, "south_asian": 14, "slavic": 8, "west_african": 5, "chinese": 4, "arabic": 3, "portuguese": 2,
         "ethiopian_somali": 2, "german": 1, "french": 1},
        (("LS6 2", "Leeds"), ("LS8 1", "Leeds"), ("LS17 6", "Leeds"), ("LS28 7", "Pudsey"), ("LS20 8", "Guiseley"),
         ("BD3 9", "Bradford"), ("WF1 4", "Wakefield"), ("HG1 5", "Harrogate"), ("LS29 8", "Ilkley")),
        ("Otley Road", "Street Lane", "Harrogate Road", "Cardigan Road", "Victoria Avenue", "Roundhay Road",
         "Church Lane", "Burley Road", "King Lane", "Moorland Crescent", "Park Row", "Station Road"),
        ("postbox.example", "airemail.example", "yorkshire-online.example"), fiscal_month=4,
    ),
    Place(
        "MUC", "Northgate München", "Landsberger Straße 388", "München", "Germany", "Europe/Berlin", "EUR", "km",
        48.14130, 11.48950, 0.25, 1.0, "de", "GmbH", "089 99998 ###", "0171 39200##", "M-@@ ####",
        {"german": 58, "turkish": 13, "slavic": 12, "french": 2, "spanish": 3, "arabic": 4, "vietnamese": 2,
         "korean_japanese": 2, "south_asian": 3, "english": 1},
        (("80687", "München"), ("81241", "München"), ("80331", "München"), ("81667", "München"), ("82110", "Germering"),
         ("85221", "Dachau"), ("82319", "Starnberg"), ("85748", "Garching"), ("82061", "Neuried")),
        ("Agnes-Bernauer-Straße", "Fürstenrieder Straße", "Bodenseestraße", "Rosenheimer Straße", "Lindwurmstraße",
         "Schleißheimer Straße", "Am Westkreuz", "Gotthardstraße", "Dachauer Straße", "Forstenrieder Allee"),
        ("briefkasten.example", "isarpost.example", "mail-muc.example"), number_first=False,
    ),
    Place(
        "LYS", "Northgate Lyon", "96 avenue Tony Garnier", "Lyon", "France", "Europe/Paris", "EUR", "km",
        45.73120, 4.82690, 0.16, 1.02, "fr", "SARL", "04 65 71 ## ##", "06 39 98 ## ##", "@@-###-@@",
        {"french": 62, "arabic": 14, "portuguese": 7, "spanish": 5, "west_african": 5, "turkish": 2, "vietnamese": 2,
         "slavic": 2, "chinese": 1},
        (("69007", "Lyon"), ("69003", "Lyon"), ("69100", "Villeurbanne"), ("69200", "Vénissieux"), ("69600", "Oullins"),
         ("69130", "Écully"), ("69300", "Caluire-et-Cuire"), ("38200", "Vienne")),
        ("rue de Marseille", "cours Gambetta", "avenue Jean Jaurès", "rue Garibaldi", "cours Émile Zola",
         "rue de Gerland", "avenue Berthelot", "montée de Choulans", "rue Paul Bert", "quai Fillon"),
        ("courrier.example", "rhone-mail.example", "boite.example"),
    ),
    Place(
        "AUS", "Northgate Austin", "11505 Research Boulevard", "Austin", "United States", "America/Chicago", "USD",
        "mi", 30.40610, -97.74790, 0.20, 1.0, "en", "LLC", "(512) 555-01##", "(737) 555-01##", "@@@-####",
        {"american": 52, "spanish": 24, "south_asian": 7, "vietnamese": 4, "korean_japanese": 4, "chinese": 3,
         "west_african": 3, "arabic": 2, "german": 1},
        (("78759", "Austin"), ("78704", "Austin"), ("78745", "Austin"), ("78664", "Round Rock"),
         ("78613", "Cedar Park"), ("78660", "Pflugerville"), ("78641", "Leander"), ("78640", "Kyle")),
        ("Burnet Road", "South Lamar Boulevard", "Anderson Mill Road", "Barton Springs Road", "Manchaca Road",
         "Jollyville Road", "Brodie Lane", "Slaughter Lane", "Mesa Drive", "Duval Road"),
        ("inbox.example", "hillcountrymail.example", "lonestar.example"),
    ),
    Place(
        "DXB", "Northgate Dubai", "Sheikh Zayed Road, Al Quoz 3", "Dubai", "United Arab Emirates", "Asia/Dubai", "AED",
        "km", 25.14540, 55.22730, 0.12, 3.9, "ar", "LLC", "04 555 0###", "050 555 0###", "Dubai @ #####",
        {"arabic": 46, "south_asian": 30, "english": 7, "slavic": 4, "chinese": 4, "french": 3, "korean_japanese": 2,
         "west_african": 2, "ethiopian_somali": 2},
        (("", "Al Quoz"), ("", "Jumeirah"), ("", "Al Barsha"), ("", "Mirdif"), ("", "Deira"), ("", "Dubai Marina"),
         ("", "Sharjah"), ("", "Al Warqa")),
        ("Al Wasl Road", "Al Khail Street", "Umm Suqeim Street", "Al Rigga Road", "Al Mankhool Road", "Hessa Street",
         "Al Meydan Street", "Algeria Street"),
        ("gulfmail.example", "barid.example", "post.example"),
    ),
)  # fmt: skip

#: The digits of British plates' third and fourth place, by the year the car was first registered.
BRITISH_AGES = {year: (f"{year % 100:02}", f"{year % 100 + 50}") for year in range(2010, 2050)}
#: By place code: the insurers one meets there, each with the pattern of its policy numbers.
INSURERS: dict[str, tuple[tuple[str, str], ...]] = {
    "LDS": (("Aviva", "AV######GB"), ("Direct Line", "DL-####-####"), ("Admiral", "ADM/#######")),
    "MUC": (("Allianz", "AS-#########"), ("HUK-Coburg", "###/######-@"), ("Generali", "GN #### ####")),
    "LYS": (("AXA", "AX########"), ("MAIF", "#######@"), ("Groupama", "GRA-#######")),
    "AUS": (("Geico", "4###-##-##-##"), ("Progressive", "9########"), ("State Farm", "### ####-@##-43")),
    "DXB": (("Orient Insurance", "OI/MTR/######"), ("Sukoon", "SKN-#######"), ("Zurich", "ZI-########")),
}
