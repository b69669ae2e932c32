//! Support links: set by the central office for the whole city, by coordinators for their organisations, and
//! shown to respondents.

use app::domain::audit::Action;
use app::domain::ids::OrganisationId;
use app::domain::meaning::LinkName;
use app::domain::organisation::{Audience, Organisation, askers};
use app::domain::round::Round;
use app::domain::support_link::SupportLink;
use app::forms::SupportLinksForm;
use sqlx::AnyConnection;
use url::Url;

use super::respond::Visit;
use super::{Caller, Central, Changeable, Context, Error, OrganisationAccess, Result, SupportLinkError};
use crate::mail::is_address;
use crate::store;

/// Characters of the longest address.
const LONGEST: usize = 500;

/// The city's.
pub async fn of_city(cx: &Context, _: &Central) -> Result<Vec<SupportLink>> {
    list(&mut *cx.store.read().await?, None, None).await
}

/// An organisation's own.
pub async fn of_organisation(cx: &Context, access: &OrganisationAccess) -> Result<Vec<SupportLink>> {
    list(&mut *cx.store.read().await?, Some(access.id()), None).await
}

/// Sets the city's as a form says; a field that it does not have changes nothing.
pub async fn set_of_city(cx: &Context, central: &Central, form: &SupportLinksForm) -> Result<()> {
    set(cx, central.caller(), None, (&LinkName::OF_THE_CITY, form)).await
}

/// Sets an organisation's own in the same way. External parties have none: they are shown those of who asks.
pub async fn set_of_organisation(cx: &Context, at: Changeable<'_, OrganisationAccess>, form: &SupportLinksForm) -> Result<()> {
    if at.organisation().audience == Audience::Extern {
        return Err(Error::NotFound);
    }
    set(cx, at.caller(), Some(at.id()), (&LinkName::OF_AN_ORGANISATION, form)).await
}

/// Those that the respondents of an organisation are shown: the city's, and its own or those of who asks it.
pub(super) async fn shown_to(
    db: &mut AnyConnection,
    all: &[Organisation],
    asked: &Organisation,
    round: &Round,
) -> Result<Vec<SupportLink>> {
    let mut links = list(db, None, None).await?;
    if asked.audience == Audience::Extern {
        for asker in askers(all, asked, round.year()) {
            links.extend(list(db, Some(&asker.id), Some(&asker.name)).await?);
        }
    } else {
        links.extend(list(db, Some(&asked.id), None).await?);
    }
    links.sort_by_key(|link| link.name);
    Ok(links)
}

/// Those that stand under the questions of a section.
pub fn under_section(visit: &Visit, section: usize) -> Vec<SupportLink> {
    let names = visit.questionnaire.links_under(section);
    let of = |name: &LinkName| visit.support_links.iter().filter(|link| link.name == *name).cloned().collect::<Vec<_>>();
    names.iter().flat_map(of).collect()
}

async fn list(db: &mut AnyConnection, whose: Option<&OrganisationId>, of: Option<&str>) -> Result<Vec<SupportLink>> {
    let links = store::support_links::list(db, whose).await?.into_iter();
    Ok(links.map(|(name, address)| SupportLink { name, address, of: of.map(str::to_owned) }).collect())
}

async fn set(
    cx: &Context,
    caller: &Caller,
    whose: Option<&OrganisationId>,
    (names, form): (&[LinkName], &SupportLinksForm),
) -> Result<()> {
    let mut wanted = Vec::new();
    for name in names {
        if let Some(typed) = form.0.get(name) {
            wanted.push((*name, parse(*name, typed)?));
        }
    }
    let mut write = cx.store.write().await?;
    let known = store::support_links::list(&mut write, whose).await?;
    for (name, after) in wanted {
        let before = known.iter().find(|(known, _)| *known == name).map(|(_, address)| address.clone());
        if before == after {
            continue;
        }
        match &after {
            Some(address) => store::support_links::put(&mut write, whose, name, address).await?,
            None => store::support_links::remove(&mut write, whose, name).await?,
        }
        let subject = whose.map_or_else(|| name.as_str().to_owned(), |id| format!("{id}, {}", name.as_str()));
        cx.audit(&mut write, caller, Action::SetSupportLink, &subject, (before, after)).await?;
    }
    Ok(write.commit().await?)
}

/// The address that is typed; none where nothing is.
fn parse(name: LinkName, typed: &str) -> std::result::Result<Option<String>, SupportLinkError> {
    let text = typed.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > LONGEST {
        return Err(SupportLinkError::AddressTooLong(name, LONGEST));
    }
    match (page(text), name) {
        (Some(address), _) => Ok(Some(address)),
        (None, LinkName::Samordnare) if is_mailbox(text) => Ok(Some(text.to_owned())),
        (None, LinkName::Samordnare) => Err(SupportLinkError::NoContact),
        (None, _) => Err(SupportLinkError::NoPage(name)),
    }
}

/// A whole address of the web, as browsers write it. One with a name and a password in it would show them.
fn page(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_web = ["https", "http"].contains(&url.scheme()) && url.has_host();
    (is_web && url.username().is_empty() && url.password().is_none()).then(|| url.into())
}

/// An e-mail address that means itself in a link, too.
fn is_mailbox(text: &str) -> bool {
    is_address(text) && Url::parse(&format!("mailto:{text}")).is_ok_and(|url| url.path() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_of_the_web_are_taken_and_for_the_coordinator_an_e_mail_address() {
        for (typed, kept) in [
            (" https://intranat.example.org/rutin?del=2#steg ", "https://intranat.example.org/rutin?del=2#steg"),
            ("http://intranat/rutin", "http://intranat/rutin"),
            ("HTTPS://Example.org", "https://example.org/"),
            ("https://example.org/Vägen hit", "https://example.org/V%C3%A4gen%20hit"),
        ] {
            for name in LinkName::ALL {
                assert_eq!(parse(*name, typed), Ok(Some(kept.to_owned())), "{typed}");
            }
        }
        let mailbox = "samordnare@example.org";
        assert_eq!(parse(LinkName::Samordnare, mailbox), Ok(Some(mailbox.to_owned())));
        for typed in [
            "javascript:alert(1)",
            " JavaScript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,hej",
            "file:///etc/passwd",
            "ftp://example.org/",
            "//example.org/rutin",
            "/rutin",
            "example.org/rutin",
            "www.example.org",
            "https://",
            "https://namn:hemligt@example.org/",
            "https://namn@example.org/",
            "mailto:samordnare@example.org",
            "samordnare?cc=annan@example.org",
            "samordnare@example",
            "Samordnaren",
        ] {
            assert_eq!(parse(LinkName::Samordnare, typed), Err(SupportLinkError::NoContact), "{typed}");
            assert_eq!(parse(LinkName::Rutin, typed), Err(SupportLinkError::NoPage(LinkName::Rutin)), "{typed}");
        }
        assert_eq!(parse(LinkName::Rutin, mailbox), Err(SupportLinkError::NoPage(LinkName::Rutin)));
        assert_eq!(parse(LinkName::Rutin, "  "), Ok(None));
        let long = format!("https://example.org/{}", "x".repeat(LONGEST));
        assert_eq!(parse(LinkName::Rutin, &long), Err(SupportLinkError::AddressTooLong(LinkName::Rutin, LONGEST)));
    }
}
