//! Earlier years as figures that were counted elsewhere: read in as they were exported, under suppression like all else.

use app::domain::account::Role;
use axum::http::StatusCode;
use lagesbild::export::Subject;
use lagesbild::services::results::Whose;
use lagesbild::services::{audit, history, results, rounds};

use crate::app::{STADSDEL, TestApp, at, closed, id, on_both, operator};
use crate::fixtures::Shell;

on_both!(
    what_was_exported_comes_back_as_it_was,
    figures_that_are_too_small_are_hidden_whatever_the_file_says,
    earlier_years_stand_beside_later_ones_and_are_marked,
    a_file_that_cannot_be_is_refused_whole_with_row_and_column,
    figures_are_read_in_and_removed_on_a_page,
    indicators_of_one_question_are_hidden_together,
    those_that_were_taken_over_are_summed,
    a_year_that_was_read_in_has_no_events_and_no_underlag,
    a_file_of_the_least_columns_and_a_workbook_are_read,
);

const HEAD: &str = "ar;organisation;indikator;etikett;antal;bas;varde;dold\n";

async fn import(app: &TestApp, file: &str) -> Result<usize, String> {
    let done = history::import(&app.cx, &operator(), file.as_bytes(), None).await;
    done.map(|taken| taken.rows).map_err(|error| error.to_string())
}

async fn what_was_exported_comes_back_as_it_was(app: TestApp) {
    app.ostermalm().await;
    let (indicators, rates) = (
        app.export_of(Subject::Indicators, 2022, None).await.expect("indicators"),
        app.export_of(Subject::Rates, 2022, None).await.expect("rates"),
    );
    // In another city, or here as another year.
    let shell = Shell::new(&app);
    let folder = tempfile::tempdir().expect("a folder");
    let [of_indicators, of_rates] = ["indikatorer.csv", "svarsfrekvens.csv"].map(|name| folder.path().join(name));
    std::fs::write(&of_indicators, indicators.replace("\n2022;", "\n2019;")).expect("written");
    std::fs::write(&of_rates, &rates).expect("written");
    let [of_indicators, of_rates] = [of_indicators, of_rates].map(|path| path.to_str().expect("a path").to_owned());
    assert_eq!(
        shell.refused(&["import", "history", &of_rates]).1.lines().next().map(|line| line.contains("vilket år")),
        Some(true)
    );
    shell.ok(&["import", "history", &of_indicators]);
    shell.ok(&["import", "history", "--round", "2019", &of_rates]);
    assert_eq!(shell.ok(&["export", "indicators", "--round", "2019"]), indicators.replace("\n2022;", "\n2019;"));
    assert_eq!(shell.ok(&["export", "rates", "--round", "2019"]), rates);
    let one = ["export", "indicators", "--round", "2019", "--organisation", "ostermalm"];
    assert!(shell.ok(&one).contains("2019;ostermalm;"));
    let refused = shell.refused(&["export", "responses", "--round", "2019"]).1;
    assert_eq!(refused, "Omgången 2019 är inläst som färdiga siffror. Här finns bara svarsfrekvens och indikatorer.");
    assert!(shell.refused(&["import", "history", &of_indicators]).1.contains("redan inlästa"));
}

async fn figures_that_are_too_small_are_hidden_whatever_the_file_says(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let rows = "2019;;handlingsplan_chef;Planen;20;40;50,0;nej
2019;bromma;handlingsplan_chef;Planen;1;3;33,3;nej
2019;farsta;handlingsplan_chef;Planen;4;8;50,0;nej
2019;skarpnack;handlingsplan_chef;Planen;15;29;51,7;nej
";
    import(&app, &format!("{HEAD}{rows}")).await.expect("taken");
    let figures = results::figures(&app.cx, &closed(&app.cx, 2019).await).await.expect("figures");
    let shown = |organisation: &str| figures.figure_of("handlingsplan_chef", organisation).shown().map(|tally| tally.base);
    assert_eq!(
        [shown("bromma"), shown("farsta"), shown("skarpnack")],
        [None, None, Some(29)],
        "three is few, and eight would tell it"
    );
    // Under a higher threshold more is hidden, and stays so.
    let strict = app.with_threshold(12).await;
    let after = results::figures(&strict.cx, &closed(&strict.cx, 2019).await).await.expect("figures");
    assert_eq!(after.figure_of("handlingsplan_chef", "skarpnack").shown(), None, "eleven are not told of");
}

async fn earlier_years_stand_beside_later_ones_and_are_marked(app: TestApp) {
    app.ostermalm().await;
    let figures = results::figures(&app.cx, &closed(&app.cx, 2022).await).await.expect("figures");
    let label = &figures.indicators[0];
    let rows = format!("2021;ostermalm;{};Något annat;12;20;60,0;nej\n2021;;{0};Något annat;12;20;60,0;nej\n", label.id);
    import(&app, &format!("{HEAD}{rows}")).await.expect("taken");
    let rates = "ar;organisation;avdelning;urval;utgar;paborjade;svarat;svarsfrekvens\n2021;ostermalm;;25;0;0;20;80,0\n2021;;;25;0;0;20;80,0\n";
    import(&app, rates).await.expect("taken");
    let at = at(&app.cx, 2022, "ostermalm").await;
    assert_eq!(at.before().map(|round| round.id), Some(id(2021)), "it is the year before");
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let mut coordinator = app.logged_in("s@example.org").await;
    for path in ["/forvaltning?ar=2022", "/forvaltning/resultat?ar=2022", "/rapport/2022/ostermalm"] {
        let page = coordinator.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.main_text().contains("Siffrorna för 2021 är inlästa i efterhand."), "{path}: {}", page.main_text());
    }
    assert!(coordinator.get("/forvaltning/resultat?ar=2022").await.main_text().contains("60\u{a0}%"));
    assert_eq!(coordinator.get("/forvaltning?ar=2021").await.status, StatusCode::NOT_FOUND, "there is nothing to look at");
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    for path in ["/central/kannedom?ar=2022", "/central?ar=2022"] {
        let page = central.get(path).await;
        assert!(page.main_text().contains("Siffrorna för 2021 är inlästa i efterhand."), "{path}: {}", page.main_text());
    }
    for path in ["/central?ar=2021", "/central/kannedom?ar=2021", "/central/omgangar/2021"] {
        let page = central.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.main_text().contains("inlästa"), "{path}: {}", page.main_text());
    }
    // What its answers are about follows from rounds with answers.
    let periods = app::domain::period::Period::of_rounds(&rounds::list(&app.cx).await.expect("rounds"));
    assert_eq!(periods[&id(2022)].from.to_string(), "2021-09-15");
}

async fn a_file_that_cannot_be_is_refused_whole_with_row_and_column(app: TestApp) {
    app.ostermalm().await;
    for (rows, said) in [
        ("2019;finns-inte;a;A;1;10;10,0;nej\n", "organisationen ”finns-inte” finns inte."),
        ("2019;bromma;a;A;1;10;11,0;nej\n", "värdet stämmer inte med antal och bas."),
        ("2019;bromma;a;A;11;10;110,0;nej\n", "värdet stämmer inte med antal och bas."),
        ("2019;bromma;a;A;0;0;;nej\n", "värdet stämmer inte med antal och bas."),
        ("2019;bromma;a;A;1;10;10,0;ja\n", "uppgiften är dold men har ett tal."),
        ("2019;bromma;a;A;x;10;10,0;nej\n", "”x” är inget heltal från 0."),
        ("2019;;a;A;11;26;42,3;nej\n2019;bromma;a;A;1;20;5,0;nej\n", "större än hela stadens."),
        ("2019;norra-innerstaden;a;A;1;10;10,0;nej\n2019;ostermalm;a;A;1;10;10,0;nej\n", "Ta med bara de som fanns då"),
        ("2019;bromma;a;A;1;10;10,0;kanske\n", "”kanske” ska vara ja eller nej."),
        ("2019;bromma;a;A;;;;ja\n2019;bromma;a;A;;;;ja\n", "”a” står redan på rad 2."),
        ("nyss;bromma;a;A;1;10;10,0;nej\n", "”nyss” är inget årtal."),
        ("2022;bromma;a;A;1;10;10,0;nej\n", "Omgången 2022 har egna svar här."),
        ("2031;bromma;a;A;1;10;10,0;nej\n", "Siffror för 2031 kan inte läsas in."),
        ("2019;;a;A;1;10;10,0;nej\n2019;bromma;a;A;2;20;10,0;nej\n", "större än hela stadens."),
        ("", "tom"),
    ] {
        let good = "2018;farsta;a;A;1;10;10,0;nej\n";
        let file = if rows.is_empty() { HEAD.to_owned() } else { format!("{HEAD}{rows}{good}") };
        let refused = import(&app, &file).await.expect_err(rows);
        assert!(refused.contains(said), "{rows}: {refused}");
    }
    for (file, said) in [
        ("organisation;urval\nbromma;1\n", "svarat"),
        ("ar;organisation;urval;svarat;svarsfrekvens\n2019;bromma;10;5;99,0\n", "värdet stämmer inte med urval"),
        ("organisation;avdelning;urval;utgar;paborjade;svarat\nbromma;;3;4;0;1\n", "vilket år"),
        ("ar;organisation;avdelning;urval;utgar;paborjade;svarat\n2019;bromma;;3;4;0;1\n", "fler har utgått"),
        ("ar;organisation;avdelning;urval;utgar;paborjade;svarat\n2019;bromma;;3;0;0;\n", "cellen är tom."),
        ("organisation;hittat\nbromma;1\n", "hittat"),
    ] {
        let refused = import(&app, file).await.expect_err(file);
        assert!(refused.contains(said), "{file}: {refused}");
    }
    assert_eq!(rounds::list(&app.cx).await.expect("rounds").len(), 1, "a refusal takes nothing");
}

async fn figures_are_read_in_and_removed_on_a_page(app: TestApp) {
    app.city(&[STADSDEL]).await;
    import(&app, &format!("{HEAD}2019;bromma;a;A;1;10;10,0;nej\n")).await.expect("taken");
    app.account("c@example.org", Role::Central, None).await;
    let mut central = app.logged_in("c@example.org").await;
    let list = central.get("/central/omgangar").await;
    assert!(list.main_text().contains("Enkät 2019, inlästa siffror"), "{}", list.main_text());
    let removed = central.post("/central/omgangar/2019/ta-bort", &[]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER);
    assert_eq!(rounds::list(&app.cx).await.expect("rounds"), []);
    import(&app, &format!("{HEAD}2019;bromma;a;A;1;10;10,0;nej\n")).await.expect("taken again");
    let log = audit::list(&app.cx, &operator(), 1).await.expect("a log").0;
    let actions: Vec<&str> = log.iter().map(|row| row.action.as_str()).collect();
    assert_eq!(actions.iter().filter(|action| **action == "history.import").count(), 2, "{actions:?}");
    assert!(actions.contains(&"history.remove"), "{actions:?}");
}

async fn indicators_of_one_question_are_hidden_together(app: TestApp) {
    app.city(&[]).await;
    let rows = "2019;;a_chef;Chefer;17;39;43,6;nej
2019;farsta;a_chef;Chefer;3;3;100,0;nej
2019;bromma;a_chef;Chefer;4;6;66,7;nej
2019;skarpnack;a_chef;Chefer;10;30;33,3;nej
2019;farsta;a_ingen;Ingen;0;3;0,0;nej
2019;bromma;a_ingen;Ingen;2;6;33,3;nej
2019;skarpnack;a_ingen;Ingen;20;30;66,7;nej
";
    import(&app, &format!("{HEAD}{rows}")).await.expect("taken");
    let figures = results::figures(&app.cx, &closed(&app.cx, 2019).await).await.expect("figures");
    for indicator in ["a_chef", "a_ingen"] {
        let shown = |organisation: &str| figures.figure_of(indicator, organisation).shown().is_some();
        assert_eq!([shown("farsta"), shown("bromma"), shown("skarpnack")], [false, false, true], "{indicator}");
    }
    assert_eq!(
        figures.figure("a_chef", &Whose::City).shown().map(|tally| tally.base),
        Some(39),
        "nothing is said of all in the other"
    );
}

async fn those_that_were_taken_over_are_summed(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let rows = "2019;norrmalm;handlingsplan_chef;Planen;10;20;50,0;nej\n2019;ostermalm;handlingsplan_chef;Planen;5;10;50,0;nej\n";
    import(&app, &format!("{HEAD}{rows}")).await.expect("taken");
    import(&app, "ar;organisation;urval;svarat\n2019;norrmalm;20;20\n2019;ostermalm;10;10\n").await.expect("taken");
    let figures = results::figures(&app.cx, &closed(&app.cx, 2019).await).await.expect("figures");
    let all = figures.organisations.clone();
    let sum = figures.figure_among("handlingsplan_chef", "norra-innerstaden", &all).shown().expect("a sum");
    assert_eq!((sum.count, sum.base), (15, 30));
    assert!(!figures.is_incomparable("norra-innerstaden", &all));
}

async fn a_year_that_was_read_in_has_no_events_and_no_underlag(app: TestApp) {
    app.ostermalm().await;
    import(&app, "ar;organisation;urval;svarat\n2021;ostermalm;20;20\n").await.expect("taken");
    app.account("s@example.org", Role::Samordnare, Some("ostermalm")).await;
    let mut coordinator = app.logged_in("s@example.org").await;
    let underlag = coordinator.get("/rapport/2022/ostermalm").await.main_text();
    assert!(!underlag.contains("än år 2021, då ingen beskrevs"), "{underlag}");
    assert!(!coordinator.get("/forvaltning/handelser?ar=2022").await.main_text().contains("2021"));
    let refused = Shell::new(&app).refused(&["report", "--round", "2021", "--organisation", "ostermalm"]).1;
    assert!(refused.contains("Omgången 2021 är inläst som färdiga siffror."), "{refused}");
}

async fn a_file_of_the_least_columns_and_a_workbook_are_read(app: TestApp) {
    app.city(&[STADSDEL]).await;
    let least = "organisation;indikator;antal;bas\nbromma;handlingsplan_chef;14;17\nfarsta;handlingsplan_chef;;\n";
    assert_eq!(history::import(&app.cx, &operator(), least.as_bytes(), Some(&id(2019))).await.expect("taken").rows, 2);
    let figures = results::figures(&app.cx, &closed(&app.cx, 2019).await).await.expect("figures");
    assert_eq!(figures.indicators[0].label, "Chefer som känner till handlingsplanen", "as the enkät calls it");
    let shell = Shell::new(&app);
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("indikatorer.xlsx");
    let book = book.to_str().expect("a path");
    shell.ok(&["export", "indicators", "--round", "2019", "--format", "xlsx", "--output", book]);
    let before = shell.ok(&["export", "indicators", "--round", "2019"]);
    history::remove(&app.cx, &operator(), &id(2019)).await.expect("removed");
    shell.ok(&["import", "history", book]);
    assert_eq!(shell.ok(&["export", "indicators", "--round", "2019"]), before, "the workbook says the same");
}
