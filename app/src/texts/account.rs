//! Logging in and out, and taking up an invitation.

/// Logging in.
pub mod log_in {
    pub const TITLE: &str = "Logga in";
    pub const LEAD: &str = "För samordnare, läsare och stadsledningskontoret. Du som ska svara på enkäten loggar inte in: använd länken som du har fått.";
    pub const EMAIL: &str = "E-postadress";
    pub const PASSWORD: &str = "Lösenord";
    pub const BUTTON: &str = "Logga in";
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
