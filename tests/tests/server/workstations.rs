//! Certificates of workstations: whose are taken, and whose are not.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::prelude::*;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason,
    RevokedCertParams, SerialNumber, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};
use schema::tables::session;
use serde_json::json;
use sha2::{Digest, Sha256};
use tests::https::{Connection, Exchange};
use tests::process::{PATIENCE, eventually};
use tests::{TestServer, TestStore};

use super::signing_in::newcomer;

/// An authority that signs certificates of workstations.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, PEM.
struct Certificate {
    certificate: String,
    key: String,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn sign(&self, serial: u64, last_year: i32) -> Certificate {
        let mut params = CertificateParams::new(vec!["postazione".to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        params.serial_number = Some(SerialNumber::from(serial));
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        Certificate {
            certificate: params.signed_by(&key, &self.0).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }

    fn revoke(&self, serials: &[u64]) -> String {
        self.list(serials, 2999)
    }

    /// A revocation list that is good until that year begins.
    pub fn list(&self, serials: &[u64], until: i32) -> String {
        let revoked = serials.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: date_time_ymd(2024, 1, 1),
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        });
        CertificateRevocationListParams {
            this_update: date_time_ymd(2024, 1, 1),
            next_update: date_time_ymd(until, 1, 1),
            crl_number: SerialNumber::from(serials.len() as u64),
            issuing_distribution_point: None,
            revoked_certs: revoked.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        }
        .signed_by(&self.0)
        .unwrap()
        .pem()
        .unwrap()
    }

    pub fn write(&self, directory: &Path) -> (PathBuf, PathBuf) {
        let (ca, crl) = (
            directory.join("postazioni.pem"),
            directory.join("revocate.pem"),
        );
        std::fs::write(&ca, self.0.pem()).unwrap();
        std::fs::write(&crl, self.revoke(&[])).unwrap();
        (ca, crl)
    }
}

/// A client that shows a certificate, or none.
fn client(server: &TestServer, shown: Option<&Certificate>) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(server.authority()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    Arc::new(match shown {
        None => builder.with_no_client_auth(),
        Some(shown) => {
            let chain = vec![CertificateDer::from_pem_slice(shown.certificate.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(shown.key.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
    })
}

/// Whether the hub answers at that port to who shows that.
fn answers(server: &TestServer, port: u16, shown: Option<&Certificate>) -> bool {
    let Ok(mut connection) = Connection::open(port, &client(server, shown), "") else {
        return false;
    };
    match connection.get("/salute/viva") {
        Exchange::Whole(answer) => answer.status == 200,
        // The handshake's refusal arrives after the client believes it done.
        Exchange::Nothing => false,
        torn @ Exchange::Torn(_) => panic!("{torn:?}"),
    }
}

#[test]
fn at_an_address_of_their_own_a_certificate_must_be_shown() {
    let store = &TestStore::sqlite();
    let (authority, stranger) = (Authority::new(), Authority::new());
    let (ca, crl) = authority.write(store.directory());
    let server = TestServer::start_configured(store, |config| {
        let clients = &mut config.server.tls.clients;
        clients.ca.clone_from(&ca);
        clients.crl.clone_from(&crl);
        "127.0.0.1:0".clone_into(&mut clients.address);
    });
    let port = server.workstations().unwrap();
    let good = authority.sign(7, 2999);
    assert!(answers(&server, port, Some(&good)));
    for (what, shown) in [
        ("none", None),
        ("of another authority", Some(&stranger.sign(7, 2999))),
        ("expired", Some(&authority.sign(8, 2021))),
    ] {
        assert!(!answers(&server, port, shown), "{what}");
    }
    // At the other address none is asked for.
    assert!(answers(&server, server.port(), None));
    // Revoked while the hub runs: refused within seconds; a list that cannot be read changes nothing.
    std::fs::write(&crl, "non è una lista").unwrap();
    assert!(answers(&server, port, Some(&good)));
    std::fs::write(&crl, authority.revoke(&[7])).unwrap();
    assert!(eventually(PATIENCE, || !answers(
        &server,
        port,
        Some(&good)
    )));
    assert!(answers(&server, port, Some(&authority.sign(9, 2999))));
}

/// Of who was revoked since, an old list says nothing: nobody is taken until there is a newer one.
#[test]
fn a_revocation_list_that_is_out_of_date_lets_nobody_in() {
    let store = &TestStore::sqlite();
    let authority = Authority::new();
    let (ca, crl) = authority.write(store.directory());
    std::fs::write(&crl, authority.list(&[], 2025)).unwrap();
    let server = TestServer::start_configured(store, |config| {
        let clients = &mut config.server.tls.clients;
        clients.ca.clone_from(&ca);
        clients.crl.clone_from(&crl);
    });
    let good = authority.sign(7, 2999);
    assert!(!answers(&server, server.port(), Some(&good)));
    // Whoever shows none comes in as ever.
    assert!(answers(&server, server.port(), None));
    std::fs::write(&crl, authority.list(&[], 2999)).unwrap();
    assert!(eventually(PATIENCE, || answers(
        &server,
        server.port(),
        Some(&good)
    )));
}

#[test]
fn at_the_one_address_it_may_be_shown_and_goes_with_the_session() {
    let store = &TestStore::sqlite();
    let (authority, stranger) = (Authority::new(), Authority::new());
    let (ca, _) = authority.write(store.directory());
    let server = TestServer::start_configured(store, |config| {
        config.server.tls.clients.ca.clone_from(&ca);
    });
    let one_time = newcomer(store, &server, schema::codes::Role::Standard, "m.rossi");
    let shown = authority.sign(7, 2999);
    for certificate in [Some(&shown), None] {
        assert!(answers(&server, server.port(), certificate));
        let mut connection =
            Connection::open(server.port(), &client(&server, certificate), "").unwrap();
        let body = json!({ "nomeUtente": "m.rossi", "password": one_time });
        assert_eq!(
            connection.post_json("/v1/sessione", &body).whole().status,
            200
        );
    }
    let kept: Vec<String> = session::table
        .select(session::workstation)
        .load(&mut *store.conn())
        .unwrap();
    let der = CertificateDer::from_pem_slice(shown.certificate.as_bytes()).unwrap();
    let fingerprint = hex::encode(Sha256::digest(&der));
    assert_eq!(kept.len(), 2);
    assert!(
        kept.contains(&fingerprint) && kept.contains(&String::new()),
        "{kept:?}"
    );
    // A bad one is refused, not overlooked.
    let bad = stranger.sign(7, 2999);
    assert!(!answers(&server, server.port(), Some(&bad)));
}
