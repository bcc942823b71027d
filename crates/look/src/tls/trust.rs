//! Whether a chain leads to an authority that Mozilla's list or this machine knows.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, TrustAnchor, UnixTime, pem::PemObject};
use sneck_model::{Certificate, Trust};
use webpki::{EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};

use crate::own::today;

/// Where distributions keep the authorities that a machine trusts.
const FILES: &[&str] = &[
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];
/// Bytes of such a file, at most.
const LARGEST_FILE: u64 = 16 << 20;

/// Certificates that this machine trusts, in DER, with those of the file that `SSL_CERT_FILE` names.
static OF_THIS_MACHINE: LazyLock<Vec<CertificateDer<'static>>> = LazyLock::new(|| {
    let read = |file: &Path| crate::text(file, LARGEST_FILE).ok();
    let named = std::env::var_os("SSL_CERT_FILE").and_then(|file| read(file.as_ref()));
    let usual = FILES.iter().find_map(|file| read(file.as_ref()));
    let certificates = |text: String| -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(text.as_bytes()).filter_map(Result::ok).collect()
    };
    named.into_iter().chain(usual).flat_map(certificates).collect()
});

/// Judges a chain at a time when its first certificate holds: that it has expired is another matter.
pub(super) fn trust(der: &[Vec<u8>], own: &Certificate) -> Trust {
    let Some((first, above)) = der.split_first() else { return Trust::Unchecked };
    let day = today().clamp(own.from.saturating_add(1).min(own.until), own.until.max(own.from));
    let seconds = u64::try_from(day).unwrap_or(0) * 86_400 + 1;
    let at = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let why = match verify(first, above, webpki_roots::TLS_SERVER_ROOTS, at) {
        Ok(()) => return Trust::By("Mozilla".to_owned()),
        Err(why) => why,
    };
    if OF_THIS_MACHINE.iter().any(|known| known.as_ref() == first.as_slice()) {
        return Trust::By("this machine".to_owned());
    }
    let anchors: Vec<TrustAnchor<'_>> =
        OF_THIS_MACHINE.iter().filter_map(|one| anchor_from_trusted_cert(one).ok()).collect();
    match verify(first, above, &anchors, at) {
        Ok(()) => Trust::By("this machine".to_owned()),
        Err(_) => Trust::None(reason(&why)),
    }
}

fn verify(first: &[u8], above: &[Vec<u8>], anchors: &[TrustAnchor<'_>], at: UnixTime) -> Result<(), Error> {
    let first = CertificateDer::from(first);
    let above: Vec<CertificateDer<'_>> = above.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
    let algorithms = default_provider().signature_verification_algorithms.all;
    EndEntityCert::try_from(&first)?
        .verify_for_usage(algorithms, anchors, &above, at, KeyUsage::server_auth(), None, None)
        .map(drop)
}

fn reason(error: &Error) -> String {
    match error {
        Error::CertExpired { .. } => "an authority in between has expired".to_owned(),
        Error::CaUsedAsEndEntity => "it is the certificate of an authority itself".to_owned(),
        _ => "nobody on the lists of Mozilla and of this machine vouches for it".to_owned(),
    }
}
