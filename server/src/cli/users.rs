//! Commands about accounts.

use std::io::{self, Read, Write};

use super::User;
use crate::ambient::in_stockholm;
use crate::export::{Cell, Format, write::Sheet};
use crate::services::{Caller, Services};

pub(super) async fn run(services: &Services, command: User) -> anyhow::Result<()> {
    let operator = Caller::Operator;
    let link = |token: &str| println!("{}/inbjudan/{token}", services.config.base_url);
    match command {
        User::Add { email, role, organisation, password_stdin } => {
            let mut password = None;
            if password_stdin {
                let mut text = String::new();
                io::stdin().read_to_string(&mut text)?;
                password = Some(text.trim_end_matches(['\r', '\n']).to_owned());
            }
            match services.add_account(&operator, &email, role.into(), organisation.as_deref(), password.as_deref()).await? {
                Some(token) => link(&token),
                None => eprintln!("Kontot {email} finns nu."),
            }
        }
        User::List => list(services, io::stdout().lock()).await?,
        User::Invite { email } => link(&services.invite(&operator, &email).await?),
        User::Disable { email } => {
            services.disable(&operator, &email).await?;
            eprintln!("Kontot {email} är avstängt.");
        }
        User::Role { email, role, organisation } => {
            services.set_role(&operator, &email, role.into(), organisation.as_deref()).await?;
            eprintln!("Kontot {email} har fått rollen.");
        }
    }
    Ok(())
}

async fn list(services: &Services, out: impl Write) -> anyhow::Result<()> {
    let columns = ["epost", "roll", "organisation", "lage", "senast_inloggad"];
    let mut sheet = Sheet::new(Format::Csv, out, columns.map(String::from).to_vec())?;
    for listed in services.list_accounts(&Caller::Operator).await? {
        let last_login = listed.last_login.map(|at| in_stockholm(at).strftime("%Y-%m-%dT%H:%M").to_string());
        sheet.row(&[
            Cell::from(listed.account.email),
            listed.account.role.as_str().into(),
            listed.account.organisation.unwrap_or_default().into(),
            listed.standing.as_str().into(),
            last_login.unwrap_or_default().into(),
        ])?;
    }
    sheet.finish()?.flush()?;
    Ok(())
}
