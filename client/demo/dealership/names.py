"""Names of people from many parts of the world, as they live together in a town, and of the firms they work for."""

from __future__ import annotations

from typing import NamedTuple


class Culture(NamedTuple):
    """Given and family names that go together; ``language`` is the one people of it are most likely written to in."""

    language: str
    given: tuple[str, ...]
    family: tuple[str, ...]


def _culture(language: str, given: str, family: str) -> Culture:
    return Culture(language, tuple(given.split(", ")), tuple(family.split(", ")))


CULTURES: dict[str, Culture] = {
    "english": _culture(
        "en",
        "Oliver, Amelia, Harry, Isla, George, Charlotte, Jack, Sophie, Thomas, Emily, Samuel, Grace, Daniel, Hannah, "
        "Matthew, Lucy, Graham, Pauline, Derek, Gillian, Callum, Beth",
        "Hughes, Whitfield, Ackroyd, Barraclough, Thornton, Sutcliffe, Booth, Hartley, Greenwood, Dawson, Naylor, "
        "Pickering, Holroyd, Armitage, Fairbairn, Lockwood, Metcalfe, Ramsden, Wainwright, Crossley",
    ),
    "american": _culture(
        "en",
        "Mason, Ava, Ethan, Madison, Tyler, Brooke, Logan, Savannah, Caleb, Morgan, Wyatt, Kayla, Travis, Denise, "
        "Jamal, Latoya, Marcus, Aaliyah, Brandon, Peggy, Curtis, Tamika",
        "Whitaker, Delgado-Price, Boudreaux, Calloway, Hollis, McAllister, Jefferson, Tate, Barnett, Shepherd, Rhodes, "
        "Langford, Vaughn, Crockett, Beasley, Pruitt, Mabry, Ledbetter, Gaines, Stovall",
    ),
    "german": _culture(
        "de",
        "Lukas, Anna, Maximilian, Lena, Jonas, Katharina, Felix, Johanna, Sebastian, Franziska, Tobias, Sabine, "
        "Jürgen, Ulrike, Matthias, Monika, Florian, Annegret, Korbinian, Theresa, Günther, Bärbel",
        "Huber, Wagner, Schneider, Bauer, Hofmann, Kühn, Lindner, Brandl, Obermaier, Schäfer, Vogt, Kirchner, Hölzl, "
        "Zimmermann, Reiß, Engelhardt, Pfeiffer, Stadler, Dietrich, Grünwald, Möller, Kästner",
    ),
    "french": _culture(
        "fr",
        "Camille, Léa, Julien, Manon, Nicolas, Chloé, Antoine, Élodie, Mathieu, Aurélie, Guillaume, Sandrine, Thierry, "
        "Brigitte, Benoît, Océane, François, Hélène, Rémi, Anaïs, Gaël, Zoé",
        "Moreau, Lefèvre, Girard, Bonnet, Fontaine, Chevalier, Perrin, Garnier, Faure, Marchand, Berthier, Roussel, "
        "Guérin, Delorme, Vidal, Tissot, Bérard, Charpentier, Lemaître, Duchêne",
    ),
    "spanish": _culture(
        "es",
        "Alejandro, Lucía, Javier, Carmen, Diego, Paula, Sergio, Marta, Andrés, Pilar, José Luis, María, Ángel, Rocío, "
        "Ximena, Ramón, Guadalupe, Íñigo, Begoña, Mateo, Valentina, Raúl",
        "García Romero, Fernández, Muñoz, Ortega, Castillo, Peña, Ibáñez, Navarro Gil, Herrera, Salazar, Núñez, Vega, "
        "Domínguez, Cárdenas, Rentería, Quintana, Zamora, Escobar, Treviño, Villarreal",
    ),
    "turkish": _culture(
        "de",
        "Mehmet, Ayşe, Mustafa, Elif, Emre, Zeynep, Hakan, Gülsüm, Kerem, Şeyma, Burak, Derya, Oğuz, Nesrin",
        "Yılmaz, Kaya, Demir, Şahin, Çelik, Yıldız, Öztürk, Aydın, Arslan, Doğan, Koç, Güneş, Aksoy, Erdoğdu",
    ),
    "arabic": _culture(
        "ar",
        "Ahmed, Fatima, Khalid, Mariam, Omar, Layla, Yousef, Noura, Hassan, Aisha, Tariq, Salma, Bilal, Hanan, Rashid, "
        "Amal",
        "Al Mansoori, Haddad, Al Hashimi, Khoury, Al Suwaidi, Benali, Al Marri, Darwish, Al Zaabi, Nasser, Al Qasimi, "
        "El Amrani, Saleh, Bouazza, Al Ketbi, Mahmoud",
    ),
    "south_asian": _culture(
        "en",
        "Priya, Arjun, Ananya, Rohan, Fatimah, Imran, Deepika, Vikram, Ayesha, Sanjay, Meera, Harpreet, Gurdeep, "
        "Nadia, Zubair, Lakshmi, Suresh, Kavita",
        "Patel, Sharma, Khan, Hussain, Iyer, Kaur, Singh Gill, Chaudhry, Nair, Banerjee, Malik, Reddy, Mistry, Bhatt, "
        "Fernando, Rahman, Desai, Perera",
    ),
    "slavic": _culture(
        "en",
        "Agnieszka, Piotr, Katarzyna, Tomasz, Oksana, Andriy, Milena, Dragan, Jelena, Marek, Zuzana, Petr, Łukasz, "
        "Svitlana, Małgorzata, Bohdan",
        "Kowalczyk, Nowak, Wójcik, Krawczyk, Szymczak, Błaszczyk, Shevchenko, Kovalenko, Bondarenko, Tkachenko, "
        "Petrović, Jovanović, Babić, Marković, Kovačić, Horvat",
    ),
    "chinese": _culture(
        "en",
        "Wei, Mei Ling, Jian, Xiu Ying, Hao, Yan, Chun, Li Hua, Jun, Xiao, Ming, Fang",
        "Chen, Wang, Zhang, Liu, Huang, Zhao, Lin, Xu, Sun, Tang, Guo, Lam",
    ),
    "vietnamese": _culture(
        "en",
        "Thị Mai, Văn Hùng, Ngọc Anh, Minh Tuấn, Thu Hà, Quang Huy, Bích Ngọc, Đức Long",
        "Nguyễn, Trần, Lê, Phạm, Hoàng, Vũ, Đặng, Bùi",
    ),
    "west_african": _culture(
        "en",
        "Chidi, Ngozi, Kwame, Abena, Oluwaseun, Folake, Mamadou, Aminata, Tunde, Yetunde, Kofi, Awa, Ifeanyi, Efua",
        "Okonkwo, Adeyemi, Mensah, Diallo, Owusu, Balogun, Traoré, Eze, Asante, Ndiaye, Olawale, Boateng",
    ),
    "korean_japanese": _culture(
        "en",
        "Ji-woo, Min-jun, Seo-yeon, Hyun-woo, Haruto, Yui, Kenji, Sakura, Naoko, Takumi",
        "Kim, Park, Choi, Jung, Tanaka, Suzuki, Watanabe, Yamamoto, Kobayashi, Ito",
    ),
    "portuguese": _culture(
        "en",
        "João, Beatriz, Tiago, Inês, Rafael, Mariana, Gonçalo, Leonor, Thiago, Fernanda, Luís, Conceição",
        "Silva, Almeida, Gonçalves, Ferreira, Carvalho, Magalhães, Simões, Araújo, Teixeira, Brandão",
    ),
    "ethiopian_somali": _culture(
        "en",
        "Abebe, Hiwot, Tesfaye, Selam, Abdi, Hodan, Mulugeta, Ifrah",
        "Bekele, Tadesse, Warsame, Haile, Farah, Girma, Abdullahi, Assefa",
    ),
}

#: What firms with a fleet do, by language, with ``{place}`` and ``{family}`` to be filled.
FIRMS: dict[str, tuple[str, ...]] = {
    "en": (
        "{family} & Sons Roofing", "{place} Plumbing and Heating", "{family} Electrical", "{place} Care at Home",
        "{place} Taxis", "{family} Landscapes", "{place} Lift Services", "{family} Bakeries", "{place} Surveyors",
        "{place} Courier Company", "{family} Joinery", "{place} Veterinary Practice",
    ),
    "de": (
        "{family} Elektrotechnik", "{place} Pflegedienst", "Spedition {family}", "Malerbetrieb {family}",
        "{place} Kurier", "Gartenbau {family}", "{family} Aufzüge", "Bäckerei {family}", "Haustechnik {place}",
        "Ingenieurbüro {family}",
    ),
    "fr": (
        "Plomberie {family}", "Taxis {place}", "{family} Menuiserie", "Ambulances {place}", "Transports {family}",
        "Électricité {place}", "Boulangerie {family}", "Paysages {family}", "Ascenseurs {place}",
    ),
    "ar": (
        "{place} Facilities Management", "{family} Contracting", "{place} Cold Chain Logistics", "{family} Trading",
        "{place} Limousine Service", "{family} Interiors", "{place} Medical Supplies",
    ),
}  # fmt: skip
