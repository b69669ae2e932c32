//! The demo city's units.

use app::domain::organisation::{Audience, Organisation};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Avdelningar with their units, and the line of work of each unit.
type Divisions = &'static [(&'static str, &'static [(&'static str, &'static str)])];

const DISTRICT: Divisions = &[
    (
        "Socialtjänst",
        &[
            ("Mottagningsenheten", "socialtjanst"),
            ("Familjeenheten", "socialtjanst"),
            ("Ungdomsenheten", "socialtjanst"),
            ("Vuxenenheten", "socialtjanst"),
            ("Enheten för ekonomiskt bistånd", "socialtjanst"),
            ("Socialpsykiatriska enheten", "funktionsnedsattning"),
            ("Preventionsenheten", "fritid"),
            ("Relationsvåldsenheten", "socialtjanst"),
        ],
    ),
    (
        "Äldreomsorg och funktionsnedsättning",
        &[
            ("Beställarenheten äldre", "aldreomsorg"),
            ("LSS-enheten", "funktionsnedsattning"),
            ("Hemtjänsten norr", "aldreomsorg"),
            ("Hemtjänsten söder", "aldreomsorg"),
            ("Vård- och omsorgsboendet Linden", "aldreomsorg"),
            ("Vård- och omsorgsboendet Eken", "aldreomsorg"),
            ("Dagverksamheten", "aldreomsorg"),
            ("Gruppbostäderna", "funktionsnedsattning"),
        ],
    ),
    (
        "Förskola",
        &[
            ("Förskoleområde 1", "forskola"),
            ("Förskoleområde 2", "forskola"),
            ("Förskoleområde 3", "forskola"),
            ("Förskoleområde 4", "forskola"),
            ("Förskoleområde 5", "forskola"),
            ("Förskoleområde 6", "forskola"),
            ("Öppna förskolan", "forskola"),
        ],
    ),
    (
        "Stadsmiljö och fritid",
        &[
            ("Fritidsenheten", "fritid"),
            ("Parklekarna", "fritid"),
            ("Parkmiljöenheten", "stadsmiljo"),
            ("Medborgarservice", "stadsmiljo"),
        ],
    ),
    (
        "Administration",
        &[("Ekonomienheten", "administration"), ("HR-enheten", "administration"), ("Nämndkansliet", "administration")],
    ),
];
const SOCIAL: Divisions = &[
    (
        "Stadsövergripande sociala frågor",
        &[
            ("Socialjouren", "socialtjanst"),
            ("Enheten för hemlösa", "socialtjanst"),
            ("Ungdomsjouren", "socialtjanst"),
            ("Tillståndsenheten", "administration"),
            ("Utrednings- och fältenheten", "socialtjanst"),
        ],
    ),
    (
        "Boenden och behandling",
        &[
            ("Stödboendet City", "socialtjanst"),
            ("Stödboendet Söder", "socialtjanst"),
            ("Behandlingsenheten vuxna", "socialtjanst"),
            ("Behandlingsenheten unga", "socialtjanst"),
            ("Familjehemsenheten", "socialtjanst"),
        ],
    ),
    ("Stab", &[("Kansliet", "administration"), ("HR-enheten", "administration")]),
];
const EDUCATION: Divisions = &[
    (
        "Grundskola",
        &[
            ("Grundskoleområde 1", "grundskola"),
            ("Grundskoleområde 2", "grundskola"),
            ("Grundskoleområde 3", "grundskola"),
            ("Grundskoleområde 4", "grundskola"),
            ("Grundskoleområde 5", "grundskola"),
            ("Grundskoleområde 6", "grundskola"),
            ("Grundskoleområde 7", "grundskola"),
            ("Anpassad grundskola", "grundskola"),
            ("Elevhälsan grundskola", "grundskola"),
        ],
    ),
    (
        "Gymnasieskola",
        &[
            ("Gymnasieområde 1", "gymnasieskola"),
            ("Gymnasieområde 2", "gymnasieskola"),
            ("Gymnasieområde 3", "gymnasieskola"),
            ("Språkintroduktion", "gymnasieskola"),
            ("Elevhälsan gymnasiet", "gymnasieskola"),
        ],
    ),
    ("Stab", &[("Säkerhetsenheten", "administration"), ("Kommunikationsenheten", "administration")]),
];
const LABOUR: Divisions = &[
    (
        "Jobbtorg",
        &[
            ("Jobbtorg nordost", "jobbtorg"),
            ("Jobbtorg sydväst", "jobbtorg"),
            ("Jobbtorg unga", "jobbtorg"),
            ("Uppsökande enheten", "jobbtorg"),
        ],
    ),
    (
        "Vuxenutbildning",
        &[
            ("Sfi-enheten", "vuxenutbildning"),
            ("Vuxenutbildningscentrum", "vuxenutbildning"),
            ("Studievägledningen", "vuxenutbildning"),
        ],
    ),
];
const CULTURE: Divisions = &[(
    "Verksamhet",
    &[
        ("Biblioteken norr", "bibliotek"),
        ("Biblioteken söder", "bibliotek"),
        ("Kulturskolan", "kultur"),
        ("Museerna", "kultur"),
        ("Konst i staden", "kultur"),
    ],
)];
const SPORT: Divisions = &[
    (
        "Anläggningar",
        &[
            ("Simhallarna norr", "idrott"),
            ("Simhallarna söder", "idrott"),
            ("Idrottsplatserna", "idrott"),
            ("Ishallarna", "idrott"),
        ],
    ),
    ("Föreningsstöd", &[("Föreningsenheten", "idrott"), ("Bokningsenheten", "administration"), ("Evenemang", "idrott")]),
];

/// The register of these organisations as a file; Östermalm has its own. Units of an organisation
/// without areas lie anywhere in the city.
pub(super) fn register(organisations: &[&Organisation], city: &[String], random: &mut StdRng) -> String {
    let mut csv = String::from("forvaltning;enhet;avdelning;omrade;stadsdelsomrade;epost\n");
    let mut number = 100;
    for organisation in organisations.iter().filter(|o| o.id != "ostermalm" && o.expected.is_none()) {
        let divisions = match organisation.id.as_str() {
            "social" => SOCIAL,
            "utbildning" => EDUCATION,
            "arbetsmarknad" => LABOUR,
            "kultur" => CULTURE,
            "idrott" => SPORT,
            _ => DISTRICT,
        };
        for (division, units) in divisions {
            // Districts differ in size: some have no sixth preschool area.
            let mut units: Vec<_> = units.iter().collect();
            if organisation.audience == Audience::Stadsdelsforvaltning && random.random_bool(0.5) {
                units.pop();
            }
            for (unit, line) in units {
                let areas = if organisation.areas.is_empty() { city } else { &organisation.areas };
                let area = areas.choose(random).map_or("", String::as_str);
                number += 1;
                csv.push_str(&format!("{};{unit};{division};{line};{area};enhet{number}@example.org\n", organisation.id));
            }
        }
    }
    csv
}
