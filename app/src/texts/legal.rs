//! How answers are handled, and the accessibility statement.
//!
//! Says what is so: what an operator could see, what has been tried and how. Revise it when that
//! changes, not before.

/// A heading with what stands below it.
pub struct Part {
    pub heading: &'static str,
    pub text: Vec<String>,
    pub points: Vec<String>,
}

fn part(heading: &'static str, text: &[&str], points: &[&str]) -> Part {
    let owned = |list: &[&str]| list.iter().filter(|s| !s.is_empty()).map(|s| (*s).to_owned()).collect();
    Part { heading, text: owned(text), points: owned(points) }
}

/// Stands where the installation has not said who it is.
pub fn unset(variable: &str) -> String {
    format!("(inte angivet – sätts med {variable})")
}

pub mod privacy {
    use crate::domain::figure::in_words;

    use super::{Part, part};

    pub const TITLE: &str = "Så hanteras svaren";
    pub const LEAD: &str = "Ditt svar sparas utan uppgift om enhet, tid, telefon eller dator. Att enheten har svarat sparas för sig, så att ingen påminns i onödan.";

    /// Where a round was open when answers began to be sealed.
    const OLDER_COPIES: &str =
        "Säkerhetskopior och ändringsloggar från tiden innan svaren började förseglas går att läsa, tills de gallras.";

    pub fn parts(contact: &str, authority: &str, threshold: i64, upgraded: bool) -> Vec<Part> {
        let older_copies = if upgraded { OLDER_COPIES } else { "" };
        let five = in_words(threshold);
        let few = format!(
            "När enkäten har stängt ser samordnaren sammanställningar för sin förvaltning. Hur många som har svarat något på en fråga visas bara om minst {five} har svarat på den. Ibland döljs även en annan uppgift, så att den dolda inte kan räknas fram. En förvaltning med färre än {five} svar får inte se några fritexter."
        );
        let single = format!(
            "Stadsledningskontoret kan hämta ut de enskilda svaren för hela staden när enkäten har stängt, men utan det som är skrivet med egna ord. Verksamhetsområde, plats och antal medarbetare, och svar på frågor som bara ställs till vissa verksamheter, följer med bara när minst {five} svar från samma förvaltning är lika i allt detta. Det som är skrivet hämtas för sig, utan koppling till resten av svaret. Varje gång antecknas."
        );
        vec![
            part(
                "Vad som sparas",
                &[],
                &[
                    "Svaret: det du har valt och skrivit, vilken förvaltning länken hör till och vilket år. Ingen enhet, ingen tidpunkt, ingen adress till din telefon eller dator.",
                    "Deltagandet: att enheten har svarat, och vilken dag. Inget i det leder till svaret.",
                    "Utkastet: det du har fyllt i men inte skickat in. Vilken enhet du har valt ligger bara i en krypterad kaka hos dig. Utkastet raderas när du skickar in, och senast när enkäten stänger.",
                    "Mejl från samordnaren: vilka enheter som har fått inbjudan eller påminnelse, och när. Den som har svarat får inga fler, och då sparas inget om mejlet.",
                    "Kvittokoden, och koden för att fortsätta senare, sparas så att ingen kan läsa dem. Den som har kvittokoden kan ändra svaret, ingen annan.",
                ],
            ),
            part(
                "Vem som ser vad",
                &[],
                &[
                    "Så länge enkäten är öppen ser varken samordnaren eller stadsledningskontoret något av svaren, bara hur många och vilka enheter som har svarat.",
                    &few,
                    "Händelser som du beskriver visas för din förvaltnings samordnare och för samordnaren i det område där de har hänt. Gäller händelsen oro för en person ser andra än din förvaltning bara plats, miljö och slag, inte vad du har skrivit. Händelser i hela staden visas för alla stadsdelsförvaltningar. Den som arbetar där det hände kan bedöma om händelsen är kopplad till våldsbejakande extremism. Ditt svar ändras inte av det.",
                    &single,
                ],
            ),
            part(
                "Vad den som sköter driften kan se",
                &[
                    "Ditt svar och ditt utkast är förseglade så länge enkäten är öppen. Ingen kan läsa dem i databasen eller i dess kopior utan omgångens nyckel, som ligger utanför databasen. När enkäten stänger öppnas svaren, blandas och sparas utan något som leder till enheten.",
                    "Nyckeln och dess kopior förstörs sedan, tidigast efter ett dygn och senast efter en vecka. Innan nyckeln är förstörd kan den som har både databasen och nyckeln läsa svaret och se vilken enhet det kommer från. Därefter kan ingen göra det med hjälp av det som är sparat, annat än genom vad du har skrivit. Databasen kan också visa när och hur ofta någon sparade.",
                    "Förseglingen skyddar inte mot den som styr servern medan du svarar. Lösenord och koder sparas aldrig så att de kan läsas. Åtkomst till driften ska vara begränsad och loggas av den som sköter den.",
                    older_copies,
                ],
                &[],
            ),
            part(
                "Allmän handling",
                &[
                    "Inskickade svar är allmänna handlingar hos staden. Om någon begär ut dem prövas om de omfattas av sekretess. Skriv därför aldrig något som pekar ut en enskild person.",
                ],
                &[],
            ),
            part(
                "Personuppgifter",
                &[
                    "Tjänsten är byggd för att inte behöva personuppgifter om dig som svarar eller om någon annan. Texter som innehåller personnummer, telefonnummer eller e-postadresser tas inte emot. Skulle en personuppgift ändå finnas i ett svar gäller detta:",
                ],
                &[
                    "Personuppgiftsansvarig är den nämnd som förvaltningen hör till, och kommunstyrelsen för stadens sammanställning.",
                    "Ändamålet är förvaltningens lokala lägesbild och stadens arbete mot våldsbejakande extremism. Den rättsliga grunden är uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen).",
                    "Svaren bevaras eller gallras enligt stadens beslut. De lämnas inte ut till andra än dem som nämns här, och förs inte över till land utanför EU.",
                    "Du har rätt att få veta vilka uppgifter om dig som behandlas, och att begära rättelse, radering eller begränsning. Tills enkäten stänger kan du själv ändra ditt svar med kvittokoden. Därefter kan ingen hitta det.",
                ],
            ),
            part(
                "Kakor",
                &[
                    "En kaka håller reda på ditt utkast på den telefon eller dator där du svarar, en annan på inloggningen för den som är samordnare. Båda är nödvändiga för tjänsten. Inga andra kakor används och inget hämtas från någon annan webbplats.",
                ],
                &[],
            ),
            Part {
                heading: "Frågor och klagomål",
                text: vec![format!("Kontakt: {contact}"), format!("Du kan också klaga hos tillsynsmyndigheten: {authority}")],
                points: vec![],
            },
        ]
    }
}

pub mod accessibility {
    use super::{Part, part};

    pub const TITLE: &str = "Tillgänglighet";
    pub const LEAD: &str = "Vi vill att alla ska kunna använda tjänsten, på vilken telefon eller dator som helst, med hjälpmedel och utan JavaScript. Här står hur väl den uppfyller lagen om tillgänglighet till digital offentlig service, och vad du gör om något inte fungerar.";

    pub fn parts(contact: &str, authority: &str) -> Vec<Part> {
        vec![
            Part {
                heading: "Om du hittar en brist",
                text: vec![
                    "Berätta för oss om något hindrar dig, eller om du behöver frågorna på ett annat sätt, till exempel på papper eller upplästa. Vi svarar så snart vi kan.".to_owned(),
                    format!("Kontakt: {contact}"),
                ],
                points: vec![],
            },
            Part {
                heading: "Tillsyn",
                text: vec![
                    "Är du inte nöjd med hur vi tar hand om det du har berättat kan du anmäla det till tillsynsmyndigheten.".to_owned(),
                    format!("Tillsynsmyndighet: {authority}"),
                ],
                points: vec![],
            },
            part(
                "Hur väl tjänsten uppfyller lagen",
                &[
                    "Målet är WCAG 2.2, nivå AA. Lagen kräver nivå AA i WCAG 2.1 (standarden EN 301 549). Vi känner inte till några avvikelser från den. Bedömningen är vår egen; ingen oberoende granskning har gjorts.",
                ],
                &[],
            ),
            part(
                "Hur den är prövad",
                &["Det här prövas på nytt varje gång tjänsten ändras:"],
                &[
                    "Varje sida går igenom reglerna för WCAG 2.2 AA med verktyget axe, i mobil- och datorbredd, i ljust och mörkt läge, med webbläsarens egna färger, med dubbelt så stor text och på en skärm som är 320 bildpunkter bred; med fel, med långa texter och när enkäten är stängd.",
                    "Varje enkät besvaras från början till slut med bara tangentbord.",
                    "Det som en skärmläsare får veta om varje slags fråga jämförs med det som ska stå där.",
                ],
            ),
            part(
                "Vad som inte är prövat",
                &[
                    "Automatiska prov hittar bara en del av de brister som kan finnas. Tjänsten har prövats i webbläsaren Chromium. Den har inte prövats av personer med funktionsnedsättning, och inte med skärmläsare i en telefon.",
                ],
                &[],
            ),
        ]
    }
}
