//! What an open editor asks of the server, as server functions. What the server does comes from outside, as a [`Desk`]:
//! this crate knows no database.

use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::domain::authoring::State;
use crate::domain::questionnaire::Questionnaire;

/// A questionnaire as it is opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Loaded {
    /// What was published last.
    pub published: Option<Questionnaire>,
    pub state: State<Questionnaire>,
    /// Who opened it.
    pub me: String,
    /// The areas of the city.
    pub areas: Vec<String>,
}

/// A request.
#[cfg(feature = "ssr")]
#[derive(Debug)]
pub enum Message {
    Load { id: String },
    Save { tab: String, number: i64, base: i64, document: Box<Questionnaire> },
    TakeOver { id: String, tab: String },
    Leave { id: String, tab: String },
    Ask { id: String },
}

/// Its answer.
#[cfg(feature = "ssr")]
#[derive(Debug)]
pub enum Reply {
    Loaded(Box<Loaded>),
    /// What there is, and whether the page writes it.
    State(Box<State<Questionnaire>>, bool),
}

/// Does what is asked for, on behalf of whoever the request is from; otherwise the sentence that says why not.
#[cfg(feature = "ssr")]
pub type Desk = std::sync::Arc<dyn Fn(Message) -> DeskFuture + Send + Sync>;
/// An answer on its way.
#[cfg(feature = "ssr")]
pub type DeskFuture = std::pin::Pin<Box<dyn Future<Output = Result<Reply, String>> + Send>>;

#[cfg(feature = "ssr")]
async fn ask_desk(message: Message) -> Result<Reply, ServerFnError> {
    let desk = use_context::<Desk>().ok_or_else(|| ServerFnError::new("no desk"))?;
    desk(message).await.map_err(ServerFnError::new)
}

#[cfg(feature = "ssr")]
fn state_of(reply: Reply) -> Result<(State<Questionnaire>, bool), ServerFnError> {
    match reply {
        Reply::State(state, writes) => Ok((*state, writes)),
        Reply::Loaded(_) => Err(ServerFnError::new("another answer")),
    }
}

/// Opens a questionnaire.
#[server(prefix = "/central/enkater/skriv", endpoint = "oppna", input = Json)]
pub async fn load(id: String) -> Result<Loaded, ServerFnError> {
    match ask_desk(Message::Load { id }).await? {
        Reply::Loaded(loaded) => Ok(*loaded),
        Reply::State(..) => Err(ServerFnError::new("another answer")),
    }
}

/// Saves what this page has, unless another one writes; returns what there is, and whether this one writes it.
#[server(prefix = "/central/enkater/skriv", endpoint = "spara", input = Json)]
pub async fn save(
    tab: String,
    number: i64,
    base: i64,
    document: Questionnaire,
) -> Result<(State<Questionnaire>, bool), ServerFnError> {
    state_of(ask_desk(Message::Save { tab, number, base, document: Box::new(document) }).await?)
}

/// Lets this page write.
#[server(prefix = "/central/enkater/skriv", endpoint = "ta-over", input = Json)]
pub async fn take_over(id: String, tab: String) -> Result<State<Questionnaire>, ServerFnError> {
    Ok(state_of(ask_desk(Message::TakeOver { id, tab }).await?)?.0)
}

/// Where [`leave`] is asked for.
pub const LEAVE: &str = "/central/enkater/skriv/lamna";

/// This page, which wrote, was left with everything saved.
#[server(prefix = "/central/enkater/skriv", endpoint = "lamna", input = Json)]
pub async fn leave(id: String, tab: String) -> Result<(), ServerFnError> {
    ask_desk(Message::Leave { id, tab }).await.map(|_| ())
}

/// What there is, if it is not of this revision, or is written in another tab than this one knows of.
#[server(prefix = "/central/enkater/skriv", endpoint = "lage", input = Json)]
pub async fn ask(id: String, revision: i64, writes: Option<String>) -> Result<Option<State<Questionnaire>>, ServerFnError> {
    let (state, _) = state_of(ask_desk(Message::Ask { id }).await?)?;
    let is_known = state.revision == revision && state.writer.as_ref().map(|writer| &writer.tab) == writes.as_ref();
    Ok((!is_known).then_some(state))
}
