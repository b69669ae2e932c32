//! Letters: a *mailing* is one text to many, a *letter* is what one of them gets of it. Coordinators write to units, the
//! central office to coordinators, its *staff*.

use super::codes::codes;
use super::ids::{OrganisationId, RoundId, UnitId};
use super::meaning::Respondent;

/// Whom letters, posters and texts to copy speak to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Whose link they answer through.
    pub organisation: String,
    /// Who asks, where that is not the organisation itself.
    pub sender: Option<String>,
    /// What they are called.
    pub respondent: Respondent,
    /// Minutes that it takes to answer.
    pub minutes: u32,
    /// Whether they choose their unit from a list.
    pub registered: bool,
}

codes! {
    /// What a mailing is for.
    MailingKind {
        /// The link, to everybody.
        Invitation = "invitation",
        /// The link again, to those that have not answered.
        Reminder = "reminder",
        /// To coordinators: the round is open.
        Opens = "opens",
        /// To coordinators: few have answered.
        LowRate = "low_rate",
        /// To coordinators: tomorrow is the last day.
        ClosesTomorrow = "closes_tomorrow",
        /// To coordinators: what has happened in their areas.
        Events = "events",
        /// To coordinators: the underlag is due.
        UnderlagDue = "underlag_due",
    }
}

impl MailingKind {
    /// Those to coordinators, in the order of a round.
    pub const TO_STAFF: [Self; 5] = [Self::Opens, Self::LowRate, Self::ClosesTomorrow, Self::Events, Self::UnderlagDue];

    /// Whether it goes to coordinators, and not to units.
    pub const fn is_to_staff(self) -> bool {
        !matches!(self, Self::Invitation | Self::Reminder)
    }

    /// Whether it is for a round that has closed.
    pub const fn is_after_the_close(self) -> bool {
        matches!(self, Self::Events | Self::UnderlagDue)
    }
}

codes! {
    /// How far a mailing has come.
    MailingState {
        /// Its time has not come.
        Planned = "planned",
        /// Its letters are being sent.
        Sending = "sending",
        /// Every letter has been tried.
        Done = "done",
        /// Nothing more is sent of it.
        Cancelled = "cancelled",
        /// The coordinator sent it from elsewhere, and says so.
        Noted = "noted",
    }
}

impl MailingState {
    /// Whether letters of it may still go out.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Planned | Self::Sending)
    }

    /// Whether units have it.
    pub const fn has_gone_out(self) -> bool {
        matches!(self, Self::Sending | Self::Done | Self::Noted)
    }
}

codes! {
    /// How far a letter has come.
    LetterState {
        /// To be sent.
        Waiting = "waiting",
        /// Taken up by a worker.
        Sending = "sending",
        /// The mail server has it.
        Sent = "sent",
        /// The mail server refused it.
        Failed = "failed",
        /// A worker ended while it was being sent: nobody knows, and it is not sent again.
        Uncertain = "uncertain",
    }
}

/// One text to many units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// Random.
    pub id: String,
    /// In which round.
    pub round: RoundId,
    /// Whose units.
    pub organisation: OrganisationId,
    /// What it is for.
    pub kind: MailingKind,
    /// Unix seconds before which nothing is sent.
    pub due: i64,
    /// The letter's subject.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// Whom to ask.
    pub reply_to: String,
    /// How far it has come.
    pub state: MailingState,
    /// Why nothing goes out just now.
    pub problem: Option<String>,
}

/// What became of a unit's letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Which mailing.
    pub mailing: String,
    /// Whose letter.
    pub unit: UnitId,
    /// The unit's name.
    pub name: String,
    /// How far it has come.
    pub state: LetterState,
    /// Unix seconds: when it was taken up or sent, or is to be tried again.
    pub at: i64,
    /// Why it failed, as the mail server said.
    pub problem: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_staff_is_what_is_listed_as_such() {
        for kind in MailingKind::ALL {
            assert_eq!(kind.is_to_staff(), MailingKind::TO_STAFF.contains(kind), "{}", kind.as_str());
        }
    }
}
