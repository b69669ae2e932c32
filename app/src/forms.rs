//! The forms of staff: their fields as they are posted, and what can be read from them alone. What the
//! rules say of them is asked by the use cases, whose errors name the field.
//!
//! A field's name is the one in the page and in a post.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;

use crate::domain::ids::{OrganisationId, RoundId};
use crate::domain::letter::MailingKind;
use crate::domain::meaning::LinkName;
use crate::domain::organisation::{Audience, Organisation};
use crate::domain::period::Period;
use crate::domain::support_link::SupportLink;
use crate::domain::text::clean;
use crate::texts::central::organisations as o;
use crate::texts::letters::{INVITATION_CODE, REMINDER_CODE};
use crate::texts::rounds as t;

/// Who logs in.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct LogInForm {
    pub epost: String,
    pub losenord: String,
    /// Where to go on.
    pub till: Option<String>,
}

/// A change of one's own password.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewPasswordForm {
    /// The present one.
    pub losenord: String,
    pub nytt_losenord: String,
}

/// A first password.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    pub losenord: String,
}

/// An account that is invited, or changed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    pub epost: String,
    pub roll: String,
    pub organisation: String,
}

/// A reading token to be made.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    pub namn: String,
    /// What it reads.
    pub omfattning: String,
    /// The one organisation; empty for all.
    pub organisation: String,
    /// Days for which it holds.
    pub giltighet: String,
    /// The id of one that is to be revoked.
    pub nyckel: String,
    pub gor: String,
}

/// A new round.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewRoundForm {
    /// Its id.
    pub ar: String,
    pub titel: String,
    pub oppnar: String,
    pub stanger: String,
}

impl NewRoundForm {
    /// Id, first and last day; otherwise the field that holds none, and what to do about it.
    ///
    /// # Errors
    /// A field that is not what it should be.
    pub fn parse(&self) -> Result<(RoundId, Date, Date), (&'static str, &'static str)> {
        let id = self.ar.trim().parse().map_err(|_| ("ar", t::FAULT_YEAR))?;
        let opens = self.oppnar.parse().map_err(|_| ("oppnar", t::FAULT_FIRST_DAY))?;
        let closes = self.stanger.parse().map_err(|_| ("stanger", t::FAULT_LAST_DAY))?;
        Ok((id, opens, closes))
    }
}

/// A planned round as it is changed; of an open one its last day alone.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RoundForm {
    pub titel: String,
    pub oppnar: String,
    pub stanger: String,
    /// The period's first and last day; both empty where it follows from the other rounds.
    pub fran: String,
    pub till: String,
    /// By audience the version that it keeps, as [`version_key`] says; empty where it follows what is published.
    pub stadsdelsforvaltning: String,
    pub fackforvaltning: String,
    #[serde(rename = "extern")]
    pub external: String,
    /// What it was when the form was made.
    pub fore: String,
}

/// A letter from the central office to coordinators, and who gets it.
#[derive(Debug, Clone, Default)]
pub struct StaffLetterForm {
    pub amne: String,
    pub text: String,
    /// The organisations that are ticked.
    pub organisations: Vec<String>,
    /// How many letters of the round there were when the form was made.
    pub fore: String,
}

/// Until when an organisation of an open round may answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ExtensionForm {
    pub organisation: String,
    pub dag: String,
    /// What the round was when the form was made.
    pub fore: String,
}

/// A version as a form and the command line name it.
pub fn version_key((id, version): &(String, i64)) -> String {
    format!("{id}@{version}")
}

/// The version that a text names, written as [`version_key`] does.
pub fn version_of(key: &str) -> Option<(String, i64)> {
    let (id, version) = key.rsplit_once('@')?;
    Some((id.to_owned(), version.parse().ok()?))
}

impl RoundForm {
    /// First and last day, and the period; otherwise the field that holds none, and what to do about it.
    ///
    /// # Errors
    /// A field that is not what it should be.
    pub fn parse(&self) -> Result<(Date, Date, Option<Period>), (&'static str, &'static str)> {
        let opens = self.oppnar.parse().map_err(|_| ("oppnar", t::FAULT_FIRST_DAY))?;
        for audience in Audience::ALL {
            let key = self.version_of(*audience);
            if !key.is_empty() && version_of(key).is_none() {
                return Err((audience.as_str(), t::FAULT_VERSION));
            }
        }
        let period = match (self.fran.trim(), self.till.trim()) {
            ("", "") => None,
            (from, to) => Some(Period {
                from: from.parse().map_err(|_| ("fran", t::FAULT_PERIOD))?,
                to: to.parse().map_err(|_| ("till", t::FAULT_PERIOD))?,
            }),
        };
        Ok((opens, self.last_day()?, period))
    }

    /// The field of an audience.
    pub const fn version_of(&self, audience: Audience) -> &String {
        match audience {
            Audience::Stadsdelsforvaltning => &self.stadsdelsforvaltning,
            Audience::Fackforvaltning => &self.fackforvaltning,
            Audience::Extern => &self.external,
        }
    }

    /// The same, to write in.
    pub const fn version_mut(&mut self, audience: Audience) -> &mut String {
        match audience {
            Audience::Stadsdelsforvaltning => &mut self.stadsdelsforvaltning,
            Audience::Fackforvaltning => &mut self.fackforvaltning,
            Audience::Extern => &mut self.external,
        }
    }

    /// The versions that it keeps.
    pub fn pinned(&self) -> Vec<(String, i64)> {
        Audience::ALL.iter().filter_map(|audience| version_of(self.version_of(*audience))).collect()
    }

    /// The last day.
    ///
    /// # Errors
    /// Where it is none.
    pub fn last_day(&self) -> Result<Date, (&'static str, &'static str)> {
        self.stanger.parse().map_err(|_| ("stanger", t::FAULT_LAST_DAY))
    }
}

/// An organisation as it is added or changed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OrganisationForm {
    pub namn: String,
    /// Of a new one; made of its name where it is empty.
    pub id: String,
    pub typ: String,
    /// Separated by commas.
    pub omraden: String,
    pub efterfoljare: String,
    pub upphor: String,
    pub forvantat_antal: String,
    /// What it was when the form was made.
    pub fore: String,
}

impl OrganisationForm {
    /// An organisation with its fields filled in.
    pub fn of(organisation: &Organisation, fore: String) -> Self {
        let Organisation { name, audience, areas, successor, last_year, expected, .. } = organisation;
        let number = |number: &Option<i64>| number.map(|n| n.to_string()).unwrap_or_default();
        Self {
            namn: name.clone(),
            id: String::new(),
            typ: audience.as_str().to_owned(),
            omraden: areas.join(", "),
            efterfoljare: successor.as_ref().map(ToString::to_string).unwrap_or_default(),
            upphor: number(last_year),
            forvantat_antal: number(expected),
            fore,
        }
    }

    /// The organisation of that id; otherwise the field that is not what it should be, and what to do about it.
    ///
    /// # Errors
    /// A number or the kind is none.
    pub fn parse(&self, id: OrganisationId) -> Result<Organisation, (&'static str, &'static str)> {
        let number = |text: &str, range: std::ops::RangeInclusive<i64>| match text.trim() {
            "" => Ok(None),
            text => text.parse().ok().filter(|n| range.contains(n)).map(Some).ok_or(()),
        };
        let areas = self.omraden.split(',').map(clean).filter(|area| !area.is_empty()).collect();
        Ok(Organisation {
            id,
            name: clean(&self.namn),
            audience: self.typ.parse().map_err(|()| ("typ", o::FAULT_KIND))?,
            areas,
            successor: Some(self.efterfoljare.trim()).filter(|heir| !heir.is_empty()).map(Into::into),
            last_year: number(&self.upphor, 2000..=2100).map_err(|()| ("upphor", o::FAULT_YEAR))?,
            expected: number(&self.forvantat_antal, 1..=1_000_000).map_err(|()| ("forvantat_antal", o::FAULT_NUMBER))?,
        })
    }
}

/// A letter as it is being written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LetterForm {
    /// The code of its kind.
    pub slag: String,
    pub amne: String,
    pub text: String,
    /// The day and the time at which it is to go out; both empty for now.
    pub dag: String,
    pub klockan: String,
}

impl LetterForm {
    /// What it is for.
    pub fn kind(&self) -> MailingKind {
        kind_of(&self.slag)
    }

    /// When it goes out, on the clock of Stockholm; none for now.
    ///
    /// # Errors
    /// Day or time is missing or none.
    pub fn when(&self) -> Result<Option<DateTime>, jiff::Error> {
        match (self.dag.trim(), self.klockan.trim()) {
            ("", "") => Ok(None),
            (day, time) => Ok(Some(day.parse::<Date>()?.to_datetime(time.parse::<Time>()?))),
        }
    }
}

/// The kind of letter that a code in a form or an address stands for: an invitation, unless it says that it is
/// a reminder.
pub fn kind_of(code: &str) -> MailingKind {
    if code == REMINDER_CODE { MailingKind::Reminder } else { MailingKind::Invitation }
}

/// The code of a kind of letter, in forms and addresses.
pub const fn kind_code(kind: MailingKind) -> &'static str {
    match kind {
        MailingKind::Reminder => REMINDER_CODE,
        _ => INVITATION_CODE,
    }
}

/// A source as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SourceForm {
    /// The code of its kind.
    pub slag: String,
    /// A whole number, or nothing.
    pub antal: String,
    /// The period, or up to when.
    pub period: String,
    pub anteckning: String,
}

/// What a source tells of, as it is typed.
#[derive(Debug, Clone, Default)]
pub struct ReportForm {
    pub datum: String,
    /// The code of a kind of source.
    pub kalla: String,
    pub plats: String,
    pub miljo: Vec<String>,
    pub typ: Vec<String>,
    pub omhandertagen: String,
    pub text: String,
    /// What the list is called that it stands in.
    pub namn: String,
    /// The period of that list.
    pub period: String,
}

impl ReportForm {
    /// As it was posted: several choices repeat their field.
    pub fn from_pairs(fields: &[(String, String)]) -> Self {
        let all = |name: &str| -> Vec<String> { fields.iter().filter(|(k, _)| k == name).map(|(_, v)| v.clone()).collect() };
        let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
        Self {
            datum: one("datum"),
            kalla: one("kalla"),
            plats: one("plats"),
            miljo: all("miljo"),
            typ: all("typ"),
            omhandertagen: one("omhandertagen"),
            text: one("text"),
            namn: one("namn"),
            period: one("period"),
        }
    }
}

/// What is said of an event.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AssessmentForm {
    /// The code of its connection, or nothing.
    pub koppling: String,
    /// The id of the event that it is the same as, or nothing.
    pub samma_som: String,
    /// Whether it was handled; nothing where the answer holds.
    pub omhandertagen: String,
    pub anteckning: String,
}

/// Where links to support lead, as it is typed; a field's name is the link's.
#[derive(Debug, Clone, Default)]
pub struct SupportLinksForm(pub BTreeMap<LinkName, String>);

impl SupportLinksForm {
    /// As they are set.
    pub fn of(links: impl IntoIterator<Item = SupportLink>) -> Self {
        Self(links.into_iter().map(|link| (link.name, link.address)).collect())
    }

    /// As it was posted.
    pub fn from_pairs(fields: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(fields.into_iter().filter_map(|(name, address)| Some((name.parse().ok()?, address))).collect())
    }

    /// Where a link leads; empty where it is not set.
    pub fn address(&self, name: LinkName) -> String {
        self.0.get(&name).cloned().unwrap_or_default()
    }
}

/// A unit as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    pub namn: String,
    pub avdelning: String,
    /// Verksamhetsområde.
    pub omrade: String,
    pub stadsdelsomrade: String,
    pub epost: String,
    /// The organisation that it moves to; empty where it stays.
    pub forvaltning: String,
}
