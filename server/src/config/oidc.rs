//! The provider of the city's own login, as it is set up.

use std::fmt;

use url::Url;

use super::ConfigError;

/// A provider of `OpenID` Connect.
#[derive(Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// Its address, below which its metadata are, as it is written: it is the provider's name too.
    pub issuer: String,
    /// What this installation is called there.
    pub client_id: String,
    /// The password of this installation there; public clients have none.
    pub client_secret: Option<String>,
}

impl fmt::Debug for OidcSettings {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("OidcSettings").field("issuer", &self.issuer).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl OidcSettings {
    /// None where no issuer is named.
    pub(super) fn new(
        issuer: Option<String>,
        client_id: Option<String>,
        client_secret: Option<String>,
    ) -> Result<Option<Self>, ConfigError> {
        let Some(issuer) = issuer else { return Ok(None) };
        let is_sound = Url::parse(&issuer).is_ok_and(|url| {
            let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
            let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
            bare && (url.scheme() == "https" || url.scheme() == "http" && local)
        });
        if !is_sound {
            let expected = "vara en adress som börjar med https://".to_owned();
            return Err(ConfigError::Setting { name: "LAGESBILD_OIDC_ISSUER", expected, found: issuer });
        }
        let client_id = client_id.ok_or(ConfigError::Secret {
            name: "LAGESBILD_OIDC_CLIENT_ID",
            expected: "vara satt när LAGESBILD_OIDC_ISSUER är det",
        })?;
        Ok(Some(Self { issuer, client_id, client_secret }))
    }
}

/// Whether staff log in with passwords: they may do without where they have another way.
pub(super) fn passwords(found: Option<String>, has_provider: bool) -> Result<bool, ConfigError> {
    match (found.as_deref().unwrap_or("on"), has_provider) {
        ("on", _) => Ok(true),
        ("off", true) => Ok(false),
        (found, _) => {
            let expected = "vara on eller off, och off bara när LAGESBILD_OIDC_ISSUER är satt".to_owned();
            Err(ConfigError::Setting { name: "LAGESBILD_PASSWORDS", expected, found: found.to_owned() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Raw};
    use super::*;

    fn raw(issuer: &str) -> Raw {
        Raw {
            lagesbild_oidc_issuer: Some(issuer.into()),
            lagesbild_oidc_client_id: Some("lagesbild".into()),
            lagesbild_oidc_client_secret: Some("hemligt".into()),
            ..Raw::default()
        }
    }

    #[test]
    fn a_provider_is_reached_by_https_or_on_this_machine() {
        for issuer in [
            "http://login.example.org",
            "login.example.org",
            "ftp://login.example.org",
            "https://a:b@login.example.org",
            "https://login.example.org?a=b",
            "",
        ] {
            let refused = Config::new(raw(issuer));
            assert!(matches!(refused, Err(ConfigError::Setting { name: "LAGESBILD_OIDC_ISSUER", .. })), "{issuer}");
        }
        for issuer in ["https://login.example.org/staden/", "http://127.0.0.1:8080"] {
            let config = Config::new(raw(issuer)).expect("sound");
            assert_eq!(config.oidc.as_ref().map(|oidc| oidc.issuer.as_str()), Some(issuer), "as it is written");
            assert!(!config.describe().contains("hemligt") && !format!("{config:?}").contains("hemligt"));
        }
        let without_id = Raw { lagesbild_oidc_client_id: None, ..raw("https://login.example.org") };
        assert!(Config::new(without_id).is_err());
    }

    #[test]
    fn there_is_a_way_to_log_in() {
        let off = || Some("off".to_owned());
        assert!(Config::new(Raw { lagesbild_passwords: off(), ..Raw::default() }).is_err());
        let config = Config::new(Raw { lagesbild_passwords: off(), ..raw("https://login.example.org") }).expect("sound");
        assert!(!config.passwords);
        assert!(Config::new(Raw { lagesbild_passwords: Some("nej".into()), ..raw("https://login.example.org") }).is_err());
    }
}
