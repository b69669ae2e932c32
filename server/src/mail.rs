//! Letters on their way: SMTP, and what a letter looks like.

use std::time::Duration;

use app::texts::letters::PRODUCT;
use app::texts::letters::{invitation, new_password as t};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::{AsyncSmtpTransportBuilder, Error, PoolConfig};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use url::Url;

/// How long the other side may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a letter may take as a whole: a connection, and the steps of one letter.
pub const LONGEST: Duration = Duration::from_mins(2);

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// The way to the mail server.
pub struct Post {
    transport: Transport,
    from: Mailbox,
}

/// A letter's text and who gets it.
pub struct Letter<'a> {
    /// The receiver.
    pub to: &'a str,
    /// Whom an answer reaches.
    pub reply_to: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// Plain text; a blank line begins a paragraph.
    pub text: &'a str,
    /// The address in the text that can be followed.
    pub link: &'a str,
}

/// What became of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The mail server has taken it.
    Sent,
    /// It will never be taken; what the server said.
    Refused(String),
    /// It was not taken this time; what the server said.
    Later(String),
    /// The line broke after the letter had begun: it may have been taken.
    Unknown,
}

/// How `smtp://…` or `smtps://…` is reached.
pub fn way(url: &Url) -> Result<AsyncSmtpTransportBuilder, Error> {
    // One letter at a time is sent, so one line is kept.
    Ok(Transport::from_url(url.as_str())?.timeout(Some(PATIENCE)).pool_config(PoolConfig::new().max_size(1)))
}

/// Whether a text is an e-mail address that letters can be sent to: [`Address`] defines what one is,
/// and a host on the internet has a dot in its name.
pub fn is_address(text: &str) -> bool {
    text.parse().is_ok_and(|address: Address| address.domain().contains('.'))
}

impl Post {
    /// The way to `smtp://…` or `smtps://…`, for letters from an address; none if it is neither.
    pub fn new(url: &Url, from: Mailbox) -> Option<Self> {
        Some(Self { transport: way(url).ok()?.build(), from })
    }

    /// Whether the mail server answers, and takes our name and password; otherwise what is wrong.
    pub async fn ready(&self) -> Result<(), String> {
        match tokio::time::timeout(LONGEST / 2, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) | Err(_) => Err(String::new()),
            Ok(Err(error)) => Err(error.to_string()),
        }
    }

    /// Sends somebody a link to choose a new password with.
    pub async fn send_link(&self, to: &str, link: &str) -> Result<(), String> {
        self.send_alone(&Letter { to, reply_to: "", subject: t::SUBJECT, text: &t::text(link), link }).await
    }

    /// Sends somebody who has got an account the link to it.
    pub async fn send_invitation(&self, to: &str, link: &str) -> Result<(), String> {
        self.send_alone(&Letter { to, reply_to: "", subject: invitation::SUBJECT, text: &invitation::text(link), link }).await
    }

    /// Sends a letter that is not in the queue.
    async fn send_alone(&self, letter: &Letter<'_>) -> Result<(), String> {
        match self.send(letter).await {
            Outcome::Sent | Outcome::Unknown => Ok(()),
            Outcome::Refused(said) | Outcome::Later(said) => Err(said),
        }
    }

    /// Sends a letter once. Whoever asks has seen that the server is [`ready`](Self::ready), so a
    /// line that breaks is not a line that was never there.
    pub async fn send(&self, letter: &Letter<'_>) -> Outcome {
        let Ok(to) = letter.to.parse() else { return Outcome::Refused(letter.to.to_owned()) };
        let mut message = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(letter.subject);
        if let Ok(reply_to) = letter.reply_to.parse() {
            message = message.reply_to(reply_to);
        }
        let body = MultiPart::alternative_plain_html(letter.text.to_owned(), html(letter));
        let message = match message.multipart(body) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(error.to_string()),
        };
        match tokio::time::timeout(LONGEST / 2, self.transport.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent,
            // What our own library refuses never left.
            Ok(Err(error)) if error.is_permanent() || error.is_client() => Outcome::Refused(said(&error)),
            Ok(Err(error)) if error.is_transient() => Outcome::Later(said(&error)),
            _ => Outcome::Unknown,
        }
    }
}

/// What the server said, without what our library says of it.
fn said(error: &Error) -> String {
    use std::error::Error as _;
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    let status = error.status().map(|code| format!("{code} ")).unwrap_or_default();
    format!("{status}{text}").chars().filter(|c| !c.is_control()).take(200).collect()
}

/// The same letter as simple HTML.
fn html(letter: &Letter) -> String {
    let escaped = |text: &str| html_escape::encode_text(text).into_owned();
    let line = |line: &str| match line.split_once(letter.link) {
        Some((before, after)) => {
            let link = html_escape::encode_double_quoted_attribute(letter.link);
            format!("{}<a href=\"{link}\">{}</a>{}", escaped(before), escaped(letter.link), escaped(after))
        }
        None => escaped(line),
    };
    let paragraph = |text: &str| format!("<p>{}</p>\n", text.lines().map(line).collect::<Vec<_>>().join("<br>\n"));
    let paragraphs: String = letter.text.split("\n\n").filter(|p| !p.trim().is_empty()).map(|p| paragraph(p.trim())).collect();
    let subject = escaped(letter.subject);
    format!(
        "<!DOCTYPE html>\n<html lang=\"sv\">\n<head><meta charset=\"utf-8\"><title>{subject}</title></head>\n\
        <body style=\"font-family: sans-serif; font-size: 16px; line-height: 1.5; max-width: 36em\">\n{paragraphs}\
        <p style=\"color: #555\">{PRODUCT}</p>\n</body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_html_says_what_the_text_says_and_runs_nothing() {
        let link = "https://enkat.example.org/e/abc";
        let text = format!("Hej <b>du</b>!\n\nSvara här:\n{link}\n");
        let letter = Letter { to: "", reply_to: "", subject: "A & B", text: &text, link };
        let html = html(&letter);
        assert!(html.contains("<title>A &amp; B</title>"), "{html}");
        assert!(html.contains("<p>Hej &lt;b&gt;du&lt;/b&gt;!</p>"), "{html}");
        assert!(
            html.contains(
                "<p>Svara här:<br>\n<a href=\"https://enkat.example.org/e/abc\">https://enkat.example.org/e/abc</a></p>"
            )
        );
    }
}
