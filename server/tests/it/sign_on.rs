//! The city's own login lets in whom it should, once, and nobody on a word that does not hold.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use app::domain::account::Role;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use lagesbild::config::OidcSettings;
use lagesbild::services::accounts;
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::{Browser, Page, TestApp, on_both, operator};

on_both!(
    who_was_invited_comes_in_and_is_known_from_then_on,
    a_word_that_does_not_hold_lets_nobody_in,
    a_login_comes_back_once_and_to_the_browser_that_began_it,
    keys_that_the_provider_has_changed_are_known,
    an_address_may_be_told_apart_from_the_login,
    who_is_logged_out_there_is_logged_out_here,
    without_passwords_nobody_comes_in_by_one,
);

const CLIENT: &str = "lagesbild";
const COORDINATOR: &str = "s@example.org";
const BEGIN: &str = "/logga-in/staden?till=/forvaltning";

/// What does not hold, and how claims are made so at an instant.
type Fault = (&'static str, fn(&mut Value, i64));

/// What a provider says, and what was asked of it.
struct Said {
    /// Signs its tokens.
    key: CoreEdDsaPrivateSigningKey,
    /// The keys that it tells of.
    told: Vec<Value>,
    /// Claims of the next id token.
    claims: Value,
    challenge: String,
    /// What it says of who has logged in, for an access token.
    told_apart: Value,
}

#[derive(Clone)]
struct FakeProvider {
    issuer: String,
    said: Arc<Mutex<Said>>,
}

fn key(seed: u8) -> CoreEdDsaPrivateSigningKey {
    // A private key of RFC 8410: what stands before its 32 bytes is the same for all.
    let before = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    let text = BASE64.encode(&[&before[..], &[seed; 32]].concat());
    let kind = "PRIVATE KEY";
    let pem = format!("-----BEGIN {kind}-----\n{text}\n-----END {kind}-----\n");
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(seed.to_string()))).expect("a key")
}

fn public(key: &CoreEdDsaPrivateSigningKey) -> Value {
    serde_json::to_value(key.as_verification_key()).expect("a key")
}

fn token(key: &CoreEdDsaPrivateSigningKey, kind: &str, claims: &Value) -> String {
    let head = json!({ "alg": "EdDSA", "typ": kind, "kid": public(key)["kid"] });
    let text = [head.to_string(), claims.to_string()].map(|part| BASE64URL_NOPAD.encode(part.as_bytes())).join(".");
    let signature = key.sign(&CoreJwsSigningAlgorithm::EdDsa, text.as_bytes()).expect("signed");
    format!("{text}.{}", BASE64URL_NOPAD.encode(&signature))
}

impl FakeProvider {
    /// A provider on loopback, and an installation whose staff come by it.
    async fn new(app: TestApp) -> (Self, TestApp) {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let key = key(7);
        let said = Said {
            told: vec![public(&key)],
            key,
            claims: Value::Null,
            challenge: String::new(),
            told_apart: json!({ "sub": "person-1" }),
        };
        let provider = Self { issuer: issuer.clone(), said: Arc::new(Mutex::new(said)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/me", get(me))
            .route("/token", post(tokens))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        app.city(&[]).await;
        app.account(COORDINATOR, Role::Samordnare, Some("farsta")).await;
        let oidc = OidcSettings { issuer, client_id: CLIENT.to_owned(), client_secret: Some("hemligt".to_owned()) };
        (provider, app.with_config(|config| config.oidc = Some(oidc)))
    }

    /// Goes there, with what the provider will say of who it is, and returns the address to come back to.
    async fn visit(&self, app: &TestApp, browser: &mut Browser, change: impl FnOnce(&mut Value)) -> String {
        let page = browser.get(BEGIN).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let asked: BTreeMap<String, String> =
            url::Url::parse(&page.location).expect("an address").query_pairs().into_owned().collect();
        let now = app.cx.ambient.seconds();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 60, "nonce": asked["nonce"],
            "email": COORDINATOR.to_uppercase(), "email_verified": true, "sid": "there",
        });
        change(&mut claims);
        let mut said = self.said.lock().expect("free");
        (said.claims, said.challenge) = (claims, asked["code_challenge"].clone());
        format!("/logga-in/staden/klar?code=en-kod&state={}", asked["state"])
    }

    async fn log_in(&self, app: &TestApp, change: impl FnOnce(&mut Value)) -> (Browser, Page) {
        let mut browser = app.browser();
        let back = self.visit(app, &mut browser, change).await;
        let page = browser.get(&back).await;
        (browser, page)
    }

    fn logout_token(&self, app: &TestApp, change: impl FnOnce(&mut Value)) -> String {
        let now = app.cx.ambient.seconds();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": "person-1", "iat": now, "exp": now + 60, "jti": "1", "sid": "there",
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
        });
        change(&mut claims);
        token(&self.said.lock().expect("free").key, "logout+jwt", &claims)
    }
}

async fn metadata(State(provider): State<FakeProvider>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", provider.issuer);
    Json(json!({
        "issuer": provider.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/keys"), "userinfo_endpoint": at("/me"), "end_session_endpoint": at("/end"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn me(State(provider): State<FakeProvider>) -> Json<Value> {
    Json(provider.said.lock().expect("free").told_apart.clone())
}

async fn keys(State(provider): State<FakeProvider>) -> Json<Value> {
    Json(json!({ "keys": provider.said.lock().expect("free").told }))
}

async fn tokens(State(provider): State<FakeProvider>, Form(form): Form<BTreeMap<String, String>>) -> (StatusCode, Json<Value>) {
    let said = provider.said.lock().expect("free");
    let verified = BASE64URL_NOPAD.encode(&Sha256::digest(&form["code_verifier"])) == said.challenge;
    if !verified || form["code"] != "en-kod" {
        return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    }
    let id_token = token(&said.key, "JWT", &said.claims);
    (StatusCode::OK, Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token })))
}

/// Where that led, or what was said instead.
fn led_to(page: &Page) -> (u16, &str) {
    (page.status.as_u16(), &page.location)
}

async fn who_was_invited_comes_in_and_is_known_from_then_on(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    assert!(app.browser().get("/logga-in?till=/forvaltning").await.text.contains("/logga-in/staden?till="));
    let (mut browser, page) = provider.log_in(&app, |_| ()).await;
    assert_eq!(led_to(&page), (303, "/forvaltning"), "{}", page.text);
    assert_eq!(browser.get("/forvaltning").await.status, StatusCode::OK);
    // Her address changes there; who she is does not.
    let (_, page) = provider.log_in(&app, |claims| claims["email"] = "annan@example.org".into()).await;
    assert_eq!(led_to(&page).0, 303);
    // Somebody else who has her address now is not her.
    let (mut browser, page) = provider.log_in(&app, |claims| claims["sub"] = "person-2".into()).await;
    assert_eq!(led_to(&page).0, 422);
    assert!(page.main_text().contains("du har inget konto i Lägesbild"), "{}", page.text);
    assert_eq!(browser.get("/forvaltning").await.status, StatusCode::SEE_OTHER);
    accounts::disable(&app.cx, &operator(), COORDINATOR).await.expect_err("the last account of the central office stays");
    // Invited anew she is known by her address again.
    accounts::invite(&app.cx, &operator(), COORDINATOR).await.expect("invited");
    let (_, page) = provider.log_in(&app, |claims| claims["sub"] = "person-3".into()).await;
    assert_eq!(led_to(&page).0, 303);
    app.account("c@example.org", Role::Central, None).await;
    accounts::disable(&app.cx, &operator(), COORDINATOR).await.expect("disabled");
    let (_, page) = provider.log_in(&app, |claims| claims["sub"] = "person-3".into()).await;
    assert_eq!(led_to(&page).0, 422, "a disabled account is none");
}

async fn a_word_that_does_not_hold_lets_nobody_in(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    let now = app.cx.ambient.seconds();
    app.account("k@example.org", Role::Central, None).await;
    let faults: [Fault; 12] = [
        ("for another installation", |claims, _| claims["aud"] = "annan".into()),
        ("of another provider", |claims, _| claims["iss"] = "https://annan.example.org".into()),
        ("too old", |claims, now| claims["exp"] = (now - 1).into()),
        ("for another login", |claims, _| claims["nonce"] = "annan".into()),
        ("made long ago", |claims, now| claims["iat"] = (now - 3600).into()),
        ("made for another party", |claims, _| claims["azp"] = "annan".into()),
        ("of nobody", |claims, _| claims["sub"] = "".into()),
        ("of a name that is none", |claims, _| claims["sub"] = "a\0b".into()),
        ("of an address with a letter that looks the same", |claims, _| claims["email"] = "\u{212a}@example.org".into()),
        ("of an address that no database keeps", |claims, _| claims["email"] = "s\0@example.org".into()),
        ("of an address that is not verified", |claims, _| claims["email_verified"] = false.into()),
        ("of an address of which nobody knows", |claims, _| _ = claims.as_object_mut().expect("claims").remove("email_verified")),
    ];
    for (fault, change) in faults {
        let (mut browser, page) = provider.log_in(&app, |claims| change(claims, now)).await;
        assert_eq!(led_to(&page).0, 422, "{fault}");
        assert_eq!(browser.get("/forvaltning").await.status, StatusCode::SEE_OTHER, "{fault}");
    }
    // Signed by a key that the provider does not tell of.
    provider.said.lock().expect("free").key = key(9);
    assert_eq!(led_to(&provider.log_in(&app, |_| ()).await.1).0, 422);
}

async fn a_login_comes_back_once_and_to_the_browser_that_began_it(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    let mut browser = app.browser();
    let back = provider.visit(&app, &mut browser, |_| ()).await;
    assert_eq!(led_to(&app.browser().get(&back).await).0, 422, "another browser");
    assert_eq!(led_to(&browser.get(&back.replace("state=", "state=x")).await).0, 422, "another state");
    assert_eq!(led_to(&browser.get(&back).await).0, 303);
    assert_eq!(led_to(&browser.get(&back).await).0, 422, "a second time");
    let back = provider.visit(&app, &mut browser, |_| ()).await;
    app.pass(3600);
    assert_eq!(led_to(&browser.get(&back).await).0, 422, "an hour later");
    let page = browser.get("/logga-in/staden/klar?error=access_denied&state=x").await;
    assert!(page.status == StatusCode::UNPROCESSABLE_ENTITY && page.main_text().contains("Börja om"), "{}", page.text);
}

async fn keys_that_the_provider_has_changed_are_known(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    assert_eq!(led_to(&provider.log_in(&app, |_| ()).await.1).0, 303);
    {
        let mut said = provider.said.lock().expect("free");
        said.key = key(9);
        said.told = vec![public(&said.key)];
    }
    assert_eq!(led_to(&provider.log_in(&app, |_| ()).await.1).0, 303);
}

async fn an_address_may_be_told_apart_from_the_login(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    let without = |claims: &mut Value| _ = claims.as_object_mut().expect("claims").remove("email");
    assert_eq!(led_to(&provider.log_in(&app, without).await.1).0, 422, "nothing is told");
    provider.said.lock().expect("free").told_apart = json!({ "sub": "person-2", "email": COORDINATOR, "email_verified": true });
    assert_eq!(led_to(&provider.log_in(&app, without).await.1).0, 422, "of somebody else");
    provider.said.lock().expect("free").told_apart["sub"] = "person-1".into();
    assert_eq!(led_to(&provider.log_in(&app, without).await.1).0, 303);
}

async fn who_is_logged_out_there_is_logged_out_here(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    let (mut here, _) = provider.log_in(&app, |_| ()).await;
    let (mut elsewhere, _) = provider.log_in(&app, |claims| claims["sid"] = "another".into()).await;
    let mut by_password = app.logged_in(COORDINATOR).await;
    let tell = async |token: String| app.browser().post("/logga-in/staden/utloggad", &[("logout_token", &token)]).await.status;
    let faults: [Fault; 4] = [
        ("for another installation", |claims, _| claims["aud"] = "annan".into()),
        ("an id token", |claims, _| claims["nonce"] = "x".into()),
        ("of something else", |claims, _| claims["events"] = json!({ "annat": {} })),
        ("too old", |claims, _| claims["exp"] = 1.into()),
    ];
    for (fault, change) in faults {
        assert_eq!(
            tell(provider.logout_token(&app, |claims| change(claims, 0))).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{fault}"
        );
    }
    let open = async |browser: &mut Browser| browser.get("/forvaltning").await.status == StatusCode::OK;
    assert!(open(&mut here).await && open(&mut elsewhere).await);
    assert_eq!(tell(provider.logout_token(&app, |_| ())).await, StatusCode::OK);
    assert!(!open(&mut here).await && open(&mut elsewhere).await && open(&mut by_password).await, "that session alone");
    // Many at once are all heard.
    let mut many = vec![];
    for _ in 0..40 {
        many.push(tell(provider.logout_token(&app, |claims| claims["sid"] = "nowhere".into())));
    }
    assert!(futures::future::join_all(many).await.iter().all(|status| *status == StatusCode::OK));
    let all = provider.logout_token(&app, |claims| _ = claims.as_object_mut().expect("claims").remove("sid"));
    assert_eq!(tell(all).await, StatusCode::OK);
    assert!(!open(&mut elsewhere).await && open(&mut by_password).await, "those that came from there");
    // Who logs out here is led to do so there.
    let (mut here, _) = provider.log_in(&app, |_| ()).await;
    let page = here.post("/logga-ut", &[]).await;
    let page = here.get(&page.location).await;
    let page = here.get(&page.link("Logga ut från stadens inloggning").expect("a way out")).await;
    assert!(page.location.starts_with(&format!("{}/end?", provider.issuer)), "{}", page.location);
}

async fn without_passwords_nobody_comes_in_by_one(app: TestApp) {
    let (provider, app) = FakeProvider::new(app).await;
    let mut by_password = app.logged_in(COORDINATOR).await;
    let cookies = by_password.cookies.clone();
    let app = app.with_config(|config| config.passwords = false);
    by_password = app.browser();
    by_password.cookies = cookies;
    assert_eq!(by_password.get("/forvaltning").await.status, StatusCode::SEE_OTHER, "a session that a password began");
    let page = app.browser().get("/logga-in").await;
    assert!(!page.text.contains("losenord") && page.text.contains("/logga-in/staden"), "{}", page.text);
    let page = app.browser().post("/logga-in", &[("epost", COORDINATOR), ("losenord", crate::app::PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.main_text().contains("inte med lösenord"), "{}", page.text);
    for path in ["/glomt-losenord", "/inbjudan/abc"] {
        assert_eq!(app.browser().get(path).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    let (mut browser, page) = provider.log_in(&app, |_| ()).await;
    assert_eq!(led_to(&page).0, 303);
    assert!(!browser.get("/konto").await.text.contains("nytt_losenord"));
}
