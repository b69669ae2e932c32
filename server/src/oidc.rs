//! The city's own login by `OpenID` Connect: the authorization code flow with PKCE and a nonce, and back-channel logout.
//!
//! A *provider* knows who somebody is and says so in an *id token*, which it signs. Its metadata and keys are asked for at each login,
//! so that keys that it has changed are known at once. What it says is checked by the `openidconnect` library: signature, issuer,
//! audience, time and nonce.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::time::Duration;

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType, CoreUserInfoClaims,
};
use openidconnect::{
    AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdToken, IdTokenFields, IdTokenVerifier, IssuerUrl, JsonWebTokenType, LogoutRequest, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl,
    Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse, reqwest,
};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::config::OidcSettings;

/// How long a provider has for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
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

    fn http() -> Result<reqwest::Client, OidcError> {
        // A redirect could lead anywhere.
        let client = reqwest::ClientBuilder::new().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE);
        client.build().map_err(unusable)
    }

    async fn metadata(&self, http: &reqwest::Client) -> Result<Metadata, OidcError> {
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
        self.metadata(&Self::http()?).await.map(|_| ())
    }

    /// Where the browser goes to log in, and what is kept until it comes back.
    ///
    /// # Errors
    /// The provider cannot be used.
    pub async fn begin(&self) -> Result<(Url, Pending), OidcError> {
        let metadata = self.metadata(&Self::http()?).await?;
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
        let metadata = self.metadata(&Self::http()?).await?;
        let Some(page) = metadata.additional_metadata().end_session_endpoint.clone() else { return Ok(None) };
        let back = PostLogoutRedirectUrl::new(self.back.clone()).map_err(unusable)?;
        let request = LogoutRequest::from(page).set_client_id(self.id()).set_post_logout_redirect_uri(back);
        Ok(Some(request.http_get_url()))
    }

    /// Whom the provider lets in with the code that the browser brings back.
    ///
    /// # Errors
    /// The provider cannot be used, or something that it or the browser says does not hold.
    pub async fn finish(&self, pending: Pending, state: &str, code: String) -> Result<Identity, OidcError> {
        if *pending.state.secret() != *state {
            return Err(refused("another state"));
        }
        let http = Self::http()?;
        let metadata = self.metadata(&http).await?;
        let client = OidcClient::from_provider_metadata(metadata, self.id(), self.secret());
        let client = client.set_redirect_uri(RedirectUrl::new(self.back.clone()).map_err(unusable)?);
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(unusable)?;
        let tokens = exchange.set_pkce_verifier(pending.verifier).request_async(&http).await;
        let tokens = tokens.map_err(|error| refused(with_causes(&error)))?;
        let token = tokens.id_token().ok_or_else(|| refused("no id token"))?;
        let now = self.now;
        let verifier = client.id_token_verifier().set_time_fn(move || time(now));
        let claims = token.claims(&verifier, &pending.nonce).map_err(|error| refused(with_causes(&error)))?;
        let mut email = claims.email().map(|email| (email.to_lowercase(), claims.email_verified()));
        if email.is_none()
            && let Ok(request) = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        {
            // Many say it there alone.
            let told: CoreUserInfoClaims = request.request_async(&http).await.map_err(|error| refused(with_causes(&error)))?;
            email = told.email().map(|email| (email.to_lowercase(), told.email_verified()));
        }
        Ok(Identity {
            subject: subject(claims.issuer(), claims.subject()),
            email: email.filter(|(_, verified)| *verified == Some(true)).map(|(email, _)| email),
            session: claims.additional_claims().sid.clone(),
        })
    }

    /// Whom the provider says that it has logged out.
    ///
    /// # Errors
    /// The provider cannot be used, or the token is none of its logout tokens for this installation.
    pub async fn logged_out(&self, token: &str) -> Result<LoggedOut, OidcError> {
        let metadata = self.metadata(&Self::http()?).await?;
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
        let token = Token::from_str(token).map_err(refused)?;
        // One with a nonce is an id token.
        let without_nonce = |nonce: Option<&Nonce>| nonce.map_or(Ok(()), |_| Err("a nonce".to_owned()));
        let claims = token.claims(&verifier, without_nonce).map_err(|error| refused(with_causes(&error)))?;
        let own = claims.additional_claims();
        if !own.events.as_ref().is_some_and(|events| events.contains_key(LOGOUT)) {
            return Err(refused("no logout"));
        }
        Ok(LoggedOut { subject: subject(claims.issuer(), claims.subject()), session: own.sid.clone() })
    }
}

fn subject(issuer: &IssuerUrl, subject: &openidconnect::SubjectIdentifier) -> String {
    format!("{} {}", issuer.as_str(), subject.as_str())
}

fn time(seconds: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// An error with what caused it, for the log.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
