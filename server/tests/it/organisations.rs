//! Organisations, added and changed on their pages.

use app::domain::account::Role;
use app::domain::audit::Action;
use axum::http::StatusCode;
use lagesbild::services::{audit, organisations};

use crate::app::{STADSDEL, TestApp, on_both, operator};

on_both!(
    an_organisation_is_added_renamed_and_goes_over_into_another,
    what_an_organisation_cannot_be_is_refused_at_its_field,
    of_two_who_change_an_organisation_the_second_is_told,
);

const LIST: &str = "/central/organisationer";
const ONE: &str = "/central/organisationer/nya-forvaltningen";

async fn an_organisation_is_added_renamed_and_goes_over_into_another(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let new = [("namn", " Nya förvaltningen"), ("typ", "stadsdelsforvaltning"), ("omraden", "Farsta, Bromma,")];
    assert_eq!(central.post(LIST, &new).await.status, StatusCode::SEE_OTHER);
    let row = |page: &crate::app::Page, name: &str| page.row("Organisationer", name).expect("a row");
    let list = central.get(LIST).await;
    assert_eq!(row(&list, "Nya förvaltningen"), ["Nya förvaltningen", "Stadsdelsförvaltning", "Farsta, Bromma", ""]);
    assert_eq!(list.link("Nya förvaltningen").as_deref(), Some(ONE), "the id is made of the name");

    let mut form = central.get(ONE).await.form(ONE);
    for (name, value) in &mut form {
        match name.as_str() {
            "namn" => *value = "Den nya".into(),
            "upphor" => *value = "2027".into(),
            "efterfoljare" => *value = "farsta".into(),
            _ => {}
        }
    }
    assert_eq!(central.post_form(ONE, &form).await.status, StatusCode::SEE_OTHER);
    let list = central.get(LIST).await;
    assert_eq!(row(&list, "Den nya")[3], "Upphör 2027, därefter Farsta stadsdelsförvaltning");
    let (log, _) = audit::list(&app.cx, &operator(), 1).await.expect("a log");
    let changed = log.iter().find(|row| row.action == Action::ChangeOrganisation.as_str()).expect("in the log");
    assert_eq!(changed.before.as_deref(), Some("Nya förvaltningen (stadsdelsforvaltning; Farsta, Bromma)"));
    assert_eq!(changed.after.as_deref(), Some("Den nya (stadsdelsforvaltning; Farsta, Bromma; farsta; 2027)"));
}

async fn what_an_organisation_cannot_be_is_refused_at_its_field(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let before = organisations::list(&app.cx).await.expect("a list");
    let good = [("namn", "Ny"), ("typ", "fackforvaltning")];
    for (field, value, said) in [
        ("namn", " ", "Skriv ett namn, högst 200 tecken."),
        ("id", "Å", "Kortnamnet får ha bokstäverna a–z, siffror, bindestreck och understreck, högst 60 tecken."),
        ("id", "fil", "Kortnamnet får ha bokstäverna a–z, siffror, bindestreck och understreck, högst 60 tecken."),
        ("id", "farsta", "Det finns redan en organisation med kortnamnet ”farsta”. Skriv ett annat."),
        ("typ", "annat", "Välj vilken typ det är."),
        ("upphor", "sjutton", "Skriv året med fyra siffror, mellan 2000 och 2100."),
        ("forvantat_antal", "0", "Skriv ett helt tal, minst 1."),
        ("efterfoljare", "farsta", "Skriv det sista året för en organisation som går upp i en annan."),
    ] {
        let form: Vec<_> = good.iter().filter(|(name, _)| *name != field).copied().chain([(field, value)]).collect();
        let page = central.post(LIST, &form).await;
        assert_eq!((page.status, page.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![said.to_owned()]), "{field} {value}");
    }
    let unknown = [("namn", "Ny"), ("typ", "fackforvaltning"), ("upphor", "2027"), ("efterfoljare", "finns-inte")];
    assert_eq!(central.post(LIST, &unknown).await.faults(), ["Organisationen som tar över finns inte."]);
    // Norrmalm goes over into Norra innerstaden: that one cannot go over into it.
    let address = "/central/organisationer/norra-innerstaden";
    let mut form = central.get(address).await.form(address);
    for (name, value) in &mut form {
        match name.as_str() {
            "efterfoljare" => *value = "norrmalm".into(),
            "upphor" => *value = "2030".into(),
            _ => {}
        }
    }
    let page = central.post_form(address, &form).await;
    assert_eq!(page.faults(), ["Organisationen kan inte gå upp i en som själv har gått upp i den."]);
    assert_eq!(organisations::list(&app.cx).await.expect("a list"), before, "nothing has changed");
}

async fn of_two_who_change_an_organisation_the_second_is_told(app: TestApp) {
    app.city(&[STADSDEL]).await;
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let address = "/central/organisationer/farsta";
    let read = central.get(address).await.form(address);
    let named = |name: &str| {
        let mut form = read.clone();
        form.iter_mut().filter(|(field, _)| field == "namn").for_each(|(_, value)| name.clone_into(value));
        form
    };
    assert_eq!(central.post_form(address, &named("Först")).await.status, StatusCode::SEE_OTHER);
    let second = central.post_form(address, &named("Sedan")).await;
    let said = "Någon annan har ändrat organisationen medan du skrev. Se hur den är nu, och ändra igen.";
    assert_eq!((second.status, second.faults()), (StatusCode::UNPROCESSABLE_ENTITY, vec![said.to_owned()]));
    assert_eq!(second.field("namn").value(), "Sedan", "what she typed is there");
    assert_eq!(central.post_form(address, &second.form(address)).await.status, StatusCode::SEE_OTHER, "now she knows");
    assert_eq!(central.get(address).await.heading(), "Sedan");
}
