//! A certificate authority and a server certificate for one demonstration or test. The authority's key is forgotten
//! as soon as it has signed: nobody can make further certificates that a client of the demonstration trusts.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Duration, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};

/// Days that the certificates hold.
const DAYS: i64 = 90;

/// The files written.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// The authority, for the clients (`curl --cacert`).
    pub authority: PathBuf,
    /// The server's certificate.
    pub certificate: PathBuf,
    /// The server's key, readable by its owner only.
    pub key: PathBuf,
}

/// Makes them in that directory, for `localhost` and 127.0.0.1.
pub fn make(directory: &Path, now: DateTime<Utc>) -> anyhow::Result<Certificates> {
    let authority_key = KeyPair::generate()?;
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority
        .distinguished_name
        .push(DnType::CommonName, "Anagrafe Hub - dimostrazione");
    period(&mut authority, now);
    let authority_certificate = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let server_key = KeyPair::generate()?;
    let mut server = CertificateParams::new(vec!["localhost".to_owned()])?;
    server
        .subject_alt_names
        .push(SanType::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    server
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    period(&mut server, now);
    let server_certificate = server.signed_by(&server_key, &issuer)?;

    let files = Certificates {
        authority: directory.join("ca.pem"),
        certificate: directory.join("server.pem"),
        key: directory.join("server.key"),
    };
    fs::write(&files.authority, authority_certificate.pem())?;
    fs::write(&files.certificate, server_certificate.pem())?;
    let mut key = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&files.key)?;
    // A file that was already there has kept its mode.
    key.set_permissions(Permissions::from_mode(0o600))?;
    key.write_all(server_key.serialize_pem().as_bytes())?;
    Ok(files)
}

fn period(params: &mut CertificateParams, now: DateTime<Utc>) {
    // A day earlier, for clients whose clock is behind.
    let first = now - Duration::days(1);
    let last = now + Duration::days(DAYS);
    params.not_before = date_time_ymd(first.year(), first.month() as u8, first.day() as u8);
    params.not_after = date_time_ymd(last.year(), last.month() as u8, last.day() as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use schema::clock::{Clock, SystemClock};

    #[test]
    fn the_key_is_its_owners_also_where_there_was_one() {
        let directory = tempfile::tempdir().unwrap();
        let old = directory.path().join("server.key");
        fs::write(&old, "old").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(0o644)).unwrap();
        let files = make(directory.path(), SystemClock.now()).unwrap();
        assert_eq!(files.key, old);
        let mode = fs::metadata(&files.key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
