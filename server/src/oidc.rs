//! The city's own login by `OpenID` Connect: the authorization code flow with PKCE and a nonce, and back-channel logout.
//!
//! A *provider* knows who somebody is and says so in an *id token*, which it signs. Its metadata and keys are asked for at each login,
//! so that keys that it has changed are known at once. What it says is checked by the `openidconnect` library: signature, issuer,
//! audience, time and nonce.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType, CoreUserInfoClaims,
};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    EndUserEmail, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpClientError, HttpRequest, HttpResponse, IdToken,
    IdTokenFields, IdTokenVerifier, IssuerUrl, JsonWebTokenType, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, Scope, StandardErrorResponse,
    StandardTokenResponse, TokenResponse, http, reqwest,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::OidcSettings;

/// How long a provider has for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of an answer at most.
const LARGEST: usize = 1_000_000;
/// Seconds that a token may be old when it comes, or ahead of our clock.
const FRESH: i64 = 600;
/// Characters of the longest name that a provider may have for somebody, and of a cause in the log.
const LONGEST: usize = 255;
/// What a logout token says that it tells of.
const LOGOUT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// What an id token says beside the claims that all have.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Claims {
    /// The session at the provider.
    sid: Option<String>,
    /// What a logout token tells of.
    events: Option<BTreeMap<String, serde_json::Value>>,
}

impl AdditionalClaims for Claims {}

type Token = IdToken<Claims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Fields =
    IdTokenFields<Claims, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Metadata = ProviderMetadataWithLogout;

/// A client that knows what a provider's metadata say: the endpoint to authorize, and perhaps others.
type OidcClient = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// The provider cannot be reached, or is not set up as it has to be.
    #[error("the provider cannot be used: {0}")]
    Unusable(String),
    /// What it or the browser says does not hold.
    #[error("a login was refused: {0}")]
    Refused(String),
}

fn unusable(cause: impl std::fmt::Display) -> OidcError {
    OidcError::Unusable(cause.to_string())
}

fn refused(cause: impl std::fmt::Display) -> OidcError {
    OidcError::Refused(cause.to_string())
}

/// What is kept of a login until the browser comes back.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

impl Pending {
    /// Whether it is the login that a browser comes back from.
    pub fn is_of(&self, state: &str) -> bool {
        *self.state.secret() == *state
    }
}

/// Whom a provider let in.
#[derive(Debug, PartialEq, Eq)]
pub struct Identity {
    /// Who it is there, for good: the issuer and its name for the person.
    pub subject: String,
    /// The address, if the provider has verified it.
    pub email: Option<String>,
    /// The session there.
    pub session: Option<String>,
}

/// Whom a provider has logged out.
#[derive(Debug, PartialEq, Eq)]
pub struct LoggedOut {
    /// Who it is there.
    pub subject: String,
    /// The session there; without it all of them.
    pub session: Option<String>,
}

/// What asks a provider.
struct Http(reqwest::Client);

impl Http {
    fn new() -> Result<Self, OidcError> {
        // A redirect could lead anywhere.
        let client = reqwest::ClientBuilder::new().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        client.build().map(Self).map_err(unusable)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpClientError<reqwest::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = request.try_into().map_err(Box::new)?;
            let mut answer = self.0.execute(request).await.map_err(Box::new)?;
            let mut head = http::Response::builder().status(answer.status());
            for (name, value) in answer.headers() {
                head = head.header(name, value);
            }
            let mut body = Vec::new();
            while let Some(bytes) = answer.chunk().await.map_err(Box::new)? {
                body.extend_from_slice(&bytes);
                if body.len() > LARGEST {
                    return Err(HttpClientError::Other("more than a provider has to say".to_owned()));
                }
            }
            head.body(body).map_err(HttpClientError::Http)
        })
    }
}

/// The provider of an installation.
pub struct Provider<'a> {
    settings: &'a OidcSettings,
    /// Where it sends the browser back to.
    back: String,
    now: i64,
}

impl<'a> Provider<'a> {
    /// At an instant of Unix seconds.
    pub const fn new(settings: &'a OidcSettings, back: String, now: i64) -> Self {
        Self { settings, back, now }
    }

    async fn metadata(&self, http: &Http) -> Result<Metadata, OidcError> {
        // As it is written, a slash at the end too: the provider's name for itself has to be the same.
        let issuer = IssuerUrl::new(self.settings.issuer.clone()).map_err(unusable)?;
        Metadata::discover_async(issuer, http).await.map_err(|error| unusable(with_causes(&error)))
    }

    fn secret(&self) -> Option<ClientSecret> {
        self.settings.client_secret.clone().map(ClientSecret::new)
    }

    fn id(&self) -> ClientId {
        ClientId::new(self.settings.client_id.clone())
    }

    /// Whether it can be reached and says what it has to.
    ///
    /// # Errors
    /// It cannot be used.
    pub async fn reach(&self) -> Result<(), OidcError> {
        self.metadata(&Http::new()?).await.map(|_| ())
    }

    /// Where the browser goes to log in, and what is kept until it comes back.
    ///
    /// # Errors
    /// The provider cannot be used.
    pub async fn begin(&self) -> Result<(Url, Pending), OidcError> {
        let metadata = self.metadata(&Http::new()?).await?;
        let client = OidcClient::from_provider_metadata(metadata, self.id(), self.secret());
        let client = client.set_redirect_uri(RedirectUrl::new(self.back.clone()).map_err(unusable)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        let request = request.add_scope(Scope::new("email".to_owned())).set_pkce_challenge(challenge);
        let (address, state, nonce) = request.url();
        Ok((address, Pending { state, nonce, verifier }))
    }

    /// Where the browser goes to log out there too, if the provider has such a page.
    ///
    /// # Errors
    /// The provider cannot be used.
    pub async fn end(&self) -> Result<Option<Url>, OidcError> {
        let metadata = self.metadata(&Http::new()?).await?;
        let Some(page) = metadata.additional_metadata().end_session_endpoint.clone() else { return Ok(None) };
        let back = PostLogoutRedirectUrl::new(self.back.clone()).map_err(unusable)?;
        let request = LogoutRequest::from(page).set_client_id(self.id()).set_post_logout_redirect_uri(back);
        Ok(Some(request.http_get_url()))
    }

    /// Whom the provider lets in with the code that the browser brings back.
    ///
    /// # Errors
    /// The provider cannot be used, or something that it or the browser says does not hold.
    pub async fn finish(&self, pending: Pending, code: String) -> Result<Identity, OidcError> {
        let http = Http::new()?;
        let metadata = self.metadata(&http).await?;
        let client = OidcClient::from_provider_metadata(metadata, self.id(), self.secret());
        let client = client.set_redirect_uri(RedirectUrl::new(self.back.clone()).map_err(unusable)?);
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(unusable)?;
        let tokens = exchange.set_pkce_verifier(pending.verifier).request_async(&http).await;
        let tokens = tokens.map_err(|error| refused(with_causes(&error)))?;
        let token = tokens.id_token().ok_or_else(|| refused("no id token"))?;
        let now = self.now;
        let verifier = client.id_token_verifier().set_time_fn(move || time(now));
        let verifier = verifier.set_issue_time_verifier_fn(move |issued| fresh(issued, now));
        let claims = token.claims(&verifier, &pending.nonce).map_err(|error| refused(with_causes(&error)))?;
        if claims.authorized_party().is_some_and(|party| *party != self.id()) {
            return Err(refused("made for another party"));
        }
        let mut email = claims.email().map(|email| (address(email), claims.email_verified()));
        if email.is_none()
            && let Ok(request) = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        {
            // Many say it there alone. Who is known already needs none.
            let told: Result<CoreUserInfoClaims, _> = request.request_async(&http).await;
            match told {
                Ok(told) => email = told.email().map(|email| (address(email), told.email_verified())),
                Err(error) => tracing::warn!(cause = with_causes(&error), "the provider does not say an address"),
            }
        }
        Ok(Identity {
            subject: subject(claims.issuer(), claims.subject())?,
            email: email.filter(|(_, verified)| *verified == Some(true)).map(|(email, _)| email),
            session: claims.additional_claims().sid.clone(),
        })
    }

    /// Whom the provider says that it has logged out.
    ///
    /// # Errors
    /// The provider cannot be used, or the token is none of its logout tokens for this installation.
    pub async fn logged_out(&self, token: &str) -> Result<LoggedOut, OidcError> {
        // What is no token asks the provider nothing.
        let token = Token::from_str(token).map_err(|error| refused(with_causes(&error)))?;
        let metadata = self.metadata(&Http::new()?).await?;
        let (keys, issuer) = (metadata.jwks().clone(), metadata.issuer().clone());
        let verifier: IdTokenVerifier<CoreJsonWebKey> = match self.secret() {
            Some(secret) => IdTokenVerifier::new_confidential_client(self.id(), secret, issuer, keys),
            None => IdTokenVerifier::new_public_client(self.id(), issuer, keys),
        };
        let types = ["logout+jwt", "jwt"].map(|name| JsonWebTokenType::new(name.to_owned()).normalize()).into_iter();
        let types = types.collect::<Result<Vec<_>, _>>().map_err(refused)?;
        let now = self.now;
        let algorithms = metadata.id_token_signing_alg_values_supported().clone();
        let verifier = verifier.set_allowed_algs(algorithms).set_allowed_jose_types(types).set_time_fn(move || time(now));
        let verifier = verifier.set_issue_time_verifier_fn(move |issued| fresh(issued, now));
        // One with a nonce is an id token.
        let without_nonce = |nonce: Option<&Nonce>| nonce.map_or(Ok(()), |_| Err("a nonce".to_owned()));
        let claims = token.claims(&verifier, without_nonce).map_err(|error| refused(with_causes(&error)))?;
        let own = claims.additional_claims();
        if !own.events.as_ref().is_some_and(|events| events.contains_key(LOGOUT)) {
            return Err(refused("no logout"));
        }
        Ok(LoggedOut { subject: subject(claims.issuer(), claims.subject())?, session: own.sid.clone() })
    }
}

/// The issuer and its name for somebody, if that is one.
fn subject(issuer: &IssuerUrl, subject: &openidconnect::SubjectIdentifier) -> Result<String, OidcError> {
    let name = subject.as_str();
    if name.is_empty() || name.chars().count() > LONGEST || name.chars().any(char::is_control) {
        return Err(refused("no name for anybody"));
    }
    Ok(format!("{} {name}", issuer.as_str()))
}

/// An address as accounts have it. Other letters than those of ASCII are left: some of them become one of these.
fn address(email: &EndUserEmail) -> String {
    email.trim().to_ascii_lowercase()
}

fn fresh(issued: chrono::DateTime<chrono::Utc>, now: i64) -> Result<(), String> {
    if (issued.timestamp() - now).abs() <= FRESH { Ok(()) } else { Err("issued at another time".to_owned()) }
}

fn time(seconds: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// An error with what caused it, for the log: a part of it may be anybody's, so it is a line, and no long one.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    let text = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
    text.chars().take(LONGEST).flat_map(char::escape_debug).collect()
}
