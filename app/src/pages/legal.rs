//! How answers are handled, and the accessibility statement.

use leptos::prelude::*;

/// Whom to ask, and the supervisory authority.
#[derive(Debug, Clone)]
pub struct Legal {
    /// Whom to ask.
    pub contact: Option<String>,
    /// The authority.
    pub authority: Option<String>,
    /// The smallest base whose figures are shown.
    pub threshold: i64,
}

fn unset(value: Option<String>, name: &str) -> String {
    value.unwrap_or_else(|| format!("(inte angivet – sätts med {name})"))
}

/// `/personuppgifter`.
pub fn privacy(legal: Legal) -> impl IntoView {
    view! {
        <h1>"Så hanteras svaren"</h1>
        <p class="lead">"Ditt svar sparas utan uppgift om enhet, tid eller dator. Att enheten har svarat sparas för sig, så att ingen påminns i onödan."</p>
        <h2>"Vad som sparas"</h2>
        <ul>
            <li>"Svaret: det du har valt och skrivit, vilken förvaltning länken hör till och vilket år. Ingen enhet, ingen tidpunkt, ingen adress till din dator."</li>
            <li>"Deltagandet: att enheten har svarat, och vilken dag. Det går inte att koppla till svaret."</li>
            <li>"Utkastet: det du har fyllt i men inte skickat in. Vilken enhet du har valt ligger bara i en krypterad kaka hos dig. Utkastet raderas när du skickar in, och senast när omgången stänger."</li>
            <li>"Kvittokoden sparas bara som ett kontrolltal. Den som har koden kan ändra svaret, ingen annan."</li>
        </ul>
        <h2>"Vem som ser vad"</h2>
        <ul>
            <li>"Så länge omgången är öppen ser ingen något av svaren, bara hur många som har svarat."</li>
            <li>"När den har stängt ser samordnaren sammanställningar för sin förvaltning. Uppgifter som bygger på färre än "{legal.threshold}" svar visas inte, och inte heller sådant som de kunde räknas fram ur."</li>
            <li>"Händelser som du beskriver visas för samordnaren i det område där de har hänt. Rör händelsen oro för en person visas bara att den finns."</li>
            <li>"Stadsledningskontoret kan hämta ut de enskilda svaren för hela staden. Det loggas."</li>
        </ul>
        <h2>"Vad en driftansvarig kunde se"</h2>
        <p>"Den som har direkt tillgång till databasen medan omgången är öppen, och följer den sekund för sekund, kan se att ett svar och ett deltagande skrivs samtidigt. När omgången stänger skrivs båda tabellerna om i slumpad ordning, och sambandet är borta. Lösenord, kvittokoder och inloggningar sparas aldrig i klartext."</p>
        <h2>"Kakor"</h2>
        <p>"En kaka håller reda på ditt utkast på den här enheten, en annan på inloggningen för den som är samordnare. Båda är nödvändiga för tjänsten. Inga andra kakor används och inget laddas från någon annan webbplats."</p>
        <h2>"Allmän handling"</h2>
        <p>"Inskickade svar är allmänna handlingar hos staden. Om någon begär ut dem prövas sekretess. Skriv därför aldrig något som pekar ut en enskild person."</p>
        <h2>"Frågor och klagomål"</h2>
        <p>"Kontakt: "{unset(legal.contact, "LAGESBILD_CONTACT")}</p>
        <p>"Tillsynsmyndighet: "{unset(legal.authority, "LAGESBILD_AUTHORITY")}</p>
    }
}

/// `/tillganglighet`.
pub fn accessibility(legal: Legal) -> impl IntoView {
    view! {
        <h1>"Tillgänglighet"</h1>
        <p class="lead">"Tjänsten ska kunna användas av alla, på vilken enhet som helst och utan JavaScript. Målet är WCAG 2.2, nivå AA; lagen om tillgänglighet till digital offentlig service kräver nivå AA i WCAG 2.1."</p>
        <h2>"Hur den är prövad"</h2>
        <p>"Varje sida prövas automatiskt mot reglerna för WCAG 2.2 AA i varje ny version, i mobil- och skrivbordsbredd. Automatiska prov hittar inte allt, och någon oberoende granskning har inte gjorts."</p>
        <h2>"Kända brister"</h2>
        <p>"Vi känner inte till några brister i dag. Hör gärna av dig om du hittar någon."</p>
        <h2>"Anmäl en brist"</h2>
        <p>"Kontakt: "{unset(legal.contact, "LAGESBILD_CONTACT")}</p>
        <p>"Du kan också anmäla till tillsynsmyndigheten: "{unset(legal.authority, "LAGESBILD_AUTHORITY")}</p>
    }
}
