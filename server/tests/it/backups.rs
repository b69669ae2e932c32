//! A copy is compared with what it is a copy of, and the server takes one a day.

use lagesbild::services::backup::{self, schedule};
use lagesbild::services::{BackupError, Error, Refusal};
use lagesbild::store::{Engine, Store};

use crate::app::{TestApp, on_both};
use crate::fixtures::Shell;

on_both!(a_copy_is_compared_figure_by_figure, a_copy_is_taken_each_day_and_so_many_are_kept, the_doctor_says_what_is_wrong,);

async fn a_copy_is_compared_figure_by_figure(app: TestApp) {
    app.ostermalm().await;
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("kopia.db");
    let done = backup::create_verified(&app.cx, &copy).await;
    if app.engine() == Engine::Postgres {
        assert!(matches!(done, Err(Error::Refused(Refusal::Backup(BackupError::UseDatabaseTool)))), "{done:?}");
        return;
    }
    assert!(done.expect("a copy") > 30, "indicators, questions, rates and incidents");
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("a folder").map(|file| file.expect("a file").file_name()).collect();
    assert_eq!(left, ["kopia.db"], "nothing of the comparison stays");
    let damaged = folder.path().join("skadad.db");
    let mut bytes = std::fs::read(&copy).expect("a copy");
    let middle = bytes.len() / 2;
    bytes[middle..middle + 100 * 4096.min(middle / 100)].fill(b'x');
    std::fs::write(&damaged, bytes).expect("written");
    let target = folder.path().join("mal.db");
    std::fs::write(&target, "somebody's").expect("written");
    let refused = backup::restore(&format!("sqlite:{}", target.display()), &damaged, true).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Backup(BackupError::Damaged)))), "{refused:?}");
    assert_eq!(std::fs::read(&target).expect("there"), b"somebody's", "nothing was replaced");
    for change in [
        "UPDATE tally SET count = count - 1 WHERE indicator = 'handlingsplan_chef'",
        "DELETE FROM distribution_by_line",
        "DELETE FROM response",
    ] {
        let altered = folder.path().join("andrad.db");
        backup::create(&app.cx, &altered).await.expect("a copy");
        let store = Store::connect(&format!("sqlite:{}", altered.display())).await.expect("a database");
        let mut write = store.write().await.expect("a connection");
        let altered_rows = sqlx::query(change).execute(&mut *write).await.expect("altered").rows_affected();
        write.commit().await.expect("committed");
        store.close().await;
        assert!(altered_rows > 0, "{change}");
        let verified = backup::verify(&app.cx, &altered).await;
        assert!(matches!(verified, Err(Error::Refused(Refusal::Backup(BackupError::Differs(_))))), "{change}: {verified:?}");
        for ending in ["", "-wal", "-shm", ".lock"] {
            let _ = std::fs::remove_file(folder.path().join(format!("andrad.db{ending}")));
        }
    }
}

async fn a_copy_is_taken_each_day_and_so_many_are_kept(app: TestApp) {
    app.ostermalm().await;
    let folder = tempfile::tempdir().expect("a folder");
    let directory = folder.path().to_owned();
    std::fs::write(directory.join("lagesbild-annat.db"), "somebody's").expect("written");
    let engine = app.engine();
    let app = app.with_config(|config| (config.backup_dir, config.backup_keep) = (Some(directory.clone()), 2));
    let mut taken = vec![];
    for _ in 0..3 {
        taken.extend(schedule::look_after(&app.cx).await.expect("looked after"));
        app.pass(3600);
        assert!(schedule::look_after(&app.cx).await.expect("looked after").is_none(), "not twice a day");
        app.pass(23 * 3600);
    }
    assert_eq!(taken.len(), if engine == Engine::Sqlite { 3 } else { 0 });
    let mut left: Vec<_> = std::fs::read_dir(&directory).expect("a folder").map(|file| file.expect("a file").path()).collect();
    left.sort();
    let kept = taken.into_iter().skip(1).chain([directory.join("lagesbild-annat.db")]);
    assert_eq!(left, kept.collect::<Vec<_>>());
}

async fn the_doctor_says_what_is_wrong(app: TestApp) {
    app.ostermalm().await;
    let shell = Shell::new(&app);
    let said = shell.ok(&["doctor"]);
    assert!(said.contains("Bra: Databasen nås"), "{said}");
    assert!(said.contains("Kan bli bättre: LAGESBILD_CONTACT"), "{said}");
    assert!(!said.contains("Fel:"), "{said}");
    let settings = [
        r#"lagesbild_oidc_issuer = "http://127.0.0.1:9""#,
        r#"lagesbild_oidc_client_id = "lagesbild""#,
        r#"lagesbild_smtp_url = "smtp://127.0.0.1:9""#,
        r#"lagesbild_mail_from = "enkat@example.org""#,
        r#"lagesbild_backup_dir = "finns-inte""#,
    ];
    shell.file("lagesbild.toml", settings.join("\n"));
    let output = shell.run(&["doctor"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let mut wrong = vec!["E-postservern svarar inte", "Stadens inloggning på http://127.0.0.1:9 går inte att använda"];
    if app.engine() == Engine::Sqlite {
        wrong.push("Mappen för kopior, finns-inte, går inte att läsa.");
    }
    assert_eq!(said.lines().filter(|line| line.starts_with("Fel:")).count(), wrong.len(), "{said}");
    for sentence in wrong {
        assert!(said.contains(&format!("Fel: {sentence}")), "{sentence}: {said}");
    }
}
