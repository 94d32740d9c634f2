//! Networks by which sign-ins are counted.

use std::net::IpAddr;

/// Leading bits of an IPv6 address that one subscriber holds.
const SUBSCRIBER_BITS: u32 = 56;

/// The network of an address: the address itself for IPv4, what one subscriber is given for IPv6 (who has so many
/// addresses that counting them would stop nobody).
pub fn prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let kept = u128::from(address) & (u128::MAX << (128 - SUBSCRIBER_BITS));
            format!("{}/{SUBSCRIBER_BITS}", std::net::Ipv6Addr::from(kept))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subscriber_is_one_network() {
        let of = |text: &str| prefix(text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2ff::1"), of("2001:db8:1:2aa:5::9"));
        assert_ne!(of("2001:db8:1:2ff::1"), of("2001:db8:1:3ff::1"));
    }
}
