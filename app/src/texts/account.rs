//! Logging in and out, and taking up an invitation.

/// Logging in.
pub mod log_in {
    pub const TITLE: &str = "Logga in";
    pub const LEAD: &str = "För samordnare, läsare och stadsledningskontoret. Du som ska svara på enkäten loggar inte in: använd länken som du har fått.";
    pub const EMAIL: &str = "E-postadress";
    pub const PASSWORD: &str = "Lösenord";
    pub const BUTTON: &str = "Logga in";
    pub const FORGOTTEN: &str = "Glömt lösenordet?";
    pub const SIGN_ON: &str = "Logga in med stadens inloggning";
    pub const LEFT: &str =
        "Du är utloggad från Lägesbild, men kan vara inloggad hos staden ännu. Är datorn inte din egen: logga ut där också.";
    pub const LEAVE_THERE: &str = "Logga ut från stadens inloggning";
    /// Below it.
    pub const BY_PASSWORD: &str = "Eller med lösenord";
    /// When what was posted waits for the login.
    pub const KEPT: &str = "Du har loggats ut. Det du skrev finns kvar: logga in, så går du vidare därifrån.";
    /// When it does not.
    pub const LOST: &str = "Du hade loggats ut, och det du skickade har inte sparats. Logga in och gör om det.";
}

/// Asking for a new password.
pub mod forgotten {
    pub const TITLE: &str = "Glömt lösenordet";
    pub const LEAD: &str =
        "Skriv din e-postadress, så skickar vi en länk att välja ett nytt lösenord med. Den gäller i två timmar.";
    pub const BUTTON: &str = "Skicka länken";
    pub const SENT: &str = "Om adressen har ett konto är en länk på väg dit. Titta också bland skräpposten.";
    pub const BACK: &str = "Till inloggningen";

    /// Where the server sends no mail.
    pub fn ask(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => format!("Be om en ny inbjudan: {contact}. Med den väljer du ett nytt lösenord."),
            None => "Be stadsledningskontoret om en ny inbjudan. Med den väljer du ett nytt lösenord.".to_owned(),
        }
    }
}

/// One's own account.
pub mod own {
    pub const TITLE: &str = "Mitt konto";
    pub const PASSWORD_HEADING: &str = "Byt lösenord";
    pub const OLD: &str = "Nuvarande lösenord";
    pub const NEW: &str = "Nytt lösenord";
    pub const BUTTON: &str = "Byt lösenord";
    pub const CHANGED: &str = "Lösenordet är bytt. På andra enheter har du loggats ut.";
    pub const ENDED: &str = "Du är utloggad där.";

    pub fn who(email: &str) -> String {
        format!("Du är inloggad som {email}.")
    }
}

/// Where one is logged in.
pub mod sessions {
    pub const HEADING: &str = "Här är du inloggad";
    pub const DEVICE: &str = "Webbläsare";
    pub const BEGUN: &str = "Inloggad";
    pub const USED: &str = "Senast använd";
    pub const DO: &str = "Åtgärd";
    pub const UNKNOWN: &str = "Okänd webbläsare";
    pub const THIS: &str = "Den här";
    pub const END: &str = "Logga ut där";
    pub const END_ALL: &str = "Logga ut överallt utom här";
}

/// Going on with what was posted without a session.
pub mod go_on {
    pub const TITLE: &str = "Du är inloggad igen";
    pub const LEAD: &str = "Du hade loggats ut när du sparade. Det du skrev finns kvar här och är ännu inte sparat.";
    pub const BUTTON: &str = "Spara det jag skrev";
    pub const DROP: &str = "Kasta det";
    pub const GONE: &str = "Det finns inget sparat att gå vidare med.";
}

/// Logging out.
pub mod log_out {
    pub const TITLE: &str = "Logga ut";
    pub const BUTTON: &str = "Logga ut";
}

/// Choosing a password.
pub mod invitation {
    pub const TITLE: &str = "Välj ett lösenord";
    pub const LEAD: &str = "Du är inbjuden till Lägesbild. Länken gäller en gång.";
    pub const PASSWORD: &str = "Lösenord";
    pub const PASSWORD_HINT: &str = "Minst 8 tecken. En mening som du minns är bra.";
    pub const BUTTON_SAVE: &str = "Spara lösenordet";
}
