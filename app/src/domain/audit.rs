//! What staff did, as codes; the words are in the texts.

use super::codes::codes;

codes! {
    /// A change or an export by staff.
    Action {
        /// Read a file of organisations.
        ImportOrganisations = "organisations.import",
        /// Added or changed an organisation.
        ChangeOrganisation = "organisation.change",
        /// Changed an expected number of answers.
        SetExpected = "organisation.expected",
        /// Read a file of units.
        ImportUnits = "units.import",
        /// Took the register as a workbook.
        ExportUnits = "units.export",
        /// Added or changed a unit of the register.
        ChangeUnit = "unit.change",
        /// Took a unit out of the register.
        RetireUnit = "unit.retire",
        /// Chose the avdelningar that a round asks.
        SetAsked = "divisions.ask",
        /// Read a questionnaire.
        ImportQuestionnaire = "questionnaire.import",
        /// Began to write a draft of a questionnaire.
        EditQuestionnaire = "questionnaire.edit",
        /// Took over the writing of a draft.
        TakeOverQuestionnaire = "questionnaire.take_over",
        /// Threw a draft away.
        RemoveDraft = "questionnaire.remove_draft",
        /// Published a questionnaire.
        PublishQuestionnaire = "questionnaire.publish",
        /// Planned a round.
        CreateRound = "round.create",
        /// Changed a planned round.
        ChangeRound = "round.change",
        /// Removed a planned round.
        RemoveRound = "round.remove",
        /// Opened a round.
        OpenRound = "round.open",
        /// Moved the last day of a round.
        ExtendRound = "round.extend",
        /// Asked for the close of a round.
        CloseRound = "round.close",
        /// Closed a round without its answers, whose key was lost.
        AbandonRound = "round.abandon",
        /// Made a copy of the keys.
        CopyKeys = "keys.copy",
        /// Destroyed a closed round's key.
        DestroyKey = "keys.destroy",
        /// Took a unit out of scope.
        TakeOutOfScope = "sample.take_out",
        /// Took a unit back into scope.
        TakeIntoScope = "sample.take_in",
        /// Let a unit answer again.
        ReopenUnit = "sample.reopen",
        /// Added a unit to an open round.
        AddUnit = "sample.add",
        /// Read a file of answers.
        ImportResponses = "responses.import",
        /// Read figures of an earlier year.
        ImportHistory = "history.import",
        /// Removed them.
        RemoveHistory = "history.remove",
        /// Took an export.
        Export = "export",
        /// Took the underlag as a file.
        ExportUnderlag = "underlag.export",
        /// Wrote a sentence of the underlag.
        EditUnderlag = "underlag.edit",
        /// Took back the sentence that the figures gave.
        RestoreUnderlag = "underlag.restore",
        /// Gave a free text a theme, or took it away.
        SetTheme = "theme.set",
        /// Assessed an incident.
        AssessIncident = "incident.assess",
        /// Took back what was said of an incident.
        RestoreIncident = "incident.restore",
        /// Added another source.
        AddSource = "source.add",
        /// Removed another source.
        RemoveSource = "source.remove",
        /// Added reports of other sources.
        AddReports = "report.add",
        /// Removed one.
        RemoveReport = "report.remove",
        /// Changed where a link to support leads.
        SetSupportLink = "support_link.set",
        /// Planned a mailing.
        PlanMailing = "mailing.plan",
        /// Noted a reminder that went out from elsewhere.
        NoteReminder = "mailing.note",
        /// Cancelled a mailing.
        CancelMailing = "mailing.cancel",
        /// Changed what a letter to coordinators says.
        EditTemplate = "template.edit",
        /// Tried the failed letters of a mailing again.
        RetryMailing = "mailing.retry",
        /// Added an account.
        AddAccount = "account.add",
        /// Invited an account anew.
        InviteAccount = "account.invite",
        /// Disabled an account.
        DisableAccount = "account.disable",
        /// Changed the role of an account.
        SetRole = "account.role",
        /// Made a reading token.
        AddToken = "token.add",
        /// Revoked one.
        RemoveToken = "token.remove",
        /// Chose a password.
        SetPassword = "account.password",
        /// Came by the city's own login for the first time.
        SignOn = "account.sign_on",
    }
}
