//! From where a request comes: what the connection tells, never what a header says.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::HttpRequest;
use hub::identity::Peer;

use super::cookie;
use crate::auth;
use crate::state::Hub;

/// SHA-256 of the certificate that the client showed when it connected, verified then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientCertificate(pub [u8; 32]);

/// The certificate shown when the connection was made.
pub fn certificate(request: &HttpRequest) -> Option<[u8; 32]> {
    request
        .conn_data::<ClientCertificate>()
        .map(|certificate| certificate.0)
}

/// From where the request comes.
pub fn peer(request: &HttpRequest, hub: &Hub) -> Peer {
    Peer {
        address: request
            .peer_addr()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.ip()),
        certificate: certificate(request).map(hex::encode).unwrap_or_default(),
        device: cookie::device(request).unwrap_or_default(),
        request_id: auth::request_id(request, hub),
    }
}
