//! Commands about accounts.

use std::io::{self, Write};

use super::args::User;
use super::line_of_input;
use crate::ambient::in_stockholm;
use crate::export::write::{Part, RowWriter};
use crate::export::{Cell, Format};
use crate::services::{AccountError, Caller, Context, Error, Refusal, accounts};

pub(super) async fn run(cx: &Context, command: User) -> anyhow::Result<()> {
    // The pages say the same without the flag.
    change(cx, command).await.map_err(|error| match error.downcast_ref() {
        Some(Error::Refused(refusal @ Refusal::Account(AccountError::OrganisationNeeded))) => {
            anyhow::anyhow!("{refusal} Ange den med --organisation.")
        }
        _ => error,
    })
}

async fn change(cx: &Context, command: User) -> anyhow::Result<()> {
    let operator = Caller::Operator.central()?;
    let link = |token: &str| println!("{}", cx.invitation_address(token));
    match command {
        User::Add { email, role, organisation, password_stdin } => {
            let mut password = None;
            if password_stdin {
                password = Some(line_of_input("")?);
            }
            match accounts::add(cx, &operator, &email, (role.into(), organisation.as_ref()), password.as_deref()).await? {
                Some(token) => link(&token),
                None => eprintln!("Kontot {email} finns nu."),
            }
        }
        User::List => list(cx, io::stdout()).await?,
        User::Invite { email } => link(&accounts::invite(cx, &operator, &email).await?),
        User::Disable { email } => {
            accounts::disable(cx, &operator, &email).await?;
            eprintln!("Kontot {email} är avstängt.");
        }
        User::Role { email, role, organisation } => {
            accounts::set_role(cx, &operator, &email, (role.into(), organisation.as_ref())).await?;
            eprintln!("Kontot {email} har fått rollen.");
        }
    }
    Ok(())
}

async fn list(cx: &Context, out: impl Write + Send) -> anyhow::Result<()> {
    let columns = ["epost", "roll", "organisation", "lage", "senast_inloggad"];
    let mut sheet = RowWriter::new(Format::Csv, out, cx.ambient.today())?;
    sheet.begin(Part { columns: columns.map(String::from).to_vec(), ..Part::default() })?;
    for listed in accounts::list(cx, &Caller::Operator.central()?).await? {
        let last_login = listed.last_login.map(|at| in_stockholm(at).strftime("%Y-%m-%dT%H:%M").to_string());
        sheet.row(&[
            Cell::from(listed.account.email.as_str()),
            listed.account.role.as_str().into(),
            listed.account.organisation.as_deref().unwrap_or_default().into(),
            listed.state().as_str().into(),
            last_login.unwrap_or_default().into(),
        ])?;
    }
    sheet.finish()?.flush()?;
    Ok(())
}
