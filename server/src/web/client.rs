//! Where a request comes from, as far as that can be told.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::services::Context;

/// The client's address: the peer's, or the one that a trusted proxy names; of IPv6 the network, since whoever has one
/// address there has all of it. It slows down tries to log in and is kept nowhere but in a digest.
pub(super) struct Client(pub(super) String);

impl FromRequestParts<Context> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, cx: &Context) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let address = peer.map(|peer| client(peer, &parts.headers, &cx.config.trust_proxy));
        Ok(Self(address.map_or_else(String::new, |address| network(address).to_string())))
    }
}

/// The address, or the first 64 bits of it.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
    }
}

/// The nearest address that is no trusted proxy's; what further ones say, anybody could have written.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<IpAddr> = named.flat_map(|list| list.split(',')).filter_map(|a| address(a.trim())).collect();
    named.iter().rev().map(IpAddr::to_canonical).find(|address| !trusted.contains(address)).unwrap_or(peer)
}

/// An address, with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let at = |text: &str| network(text.parse().expect("an address")).to_string();
        assert_eq!(at("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(at("203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn only_a_trusted_proxy_says_who_the_client_is() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7, 10.0.0.2".parse().expect("a value"));
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        assert_eq!(client(ip("192.0.2.1"), &headers, &proxies), ip("192.0.2.1"));
        assert_eq!(client(ip("10.0.0.1"), &headers, &proxies), ip("198.51.100.7"));
        assert_eq!(client(ip("10.0.0.1"), &HeaderMap::new(), &proxies), ip("10.0.0.1"));
    }
}
