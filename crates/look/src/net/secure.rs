//! TLS for looking: whatever certificate comes is taken and kept, because judging it is what rules are for.

use std::sync::{Arc, Mutex, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};

/// The certificates that a server sent, its own first, as DER.
pub type Chain = Vec<Vec<u8>>;

/// The most certificates that are kept of one answer.
const LONGEST: usize = 16;

/// Takes every certificate, and takes down what came.
#[derive(Debug)]
pub struct Anyone {
    schemes: Vec<SignatureScheme>,
    seen: Mutex<Option<(Chain, bool)>>,
}

impl Anyone {
    /// Whoever signs in one of these ways.
    pub fn signing(schemes: Vec<SignatureScheme>) -> Self {
        Self { schemes, seen: Mutex::default() }
    }

    /// What the last server sent, and whether it stapled an answer about it; once.
    pub fn seen(&self) -> Option<(Chain, bool)> {
        self.seen.lock().ok()?.take()
    }
}

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        above: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        ocsp: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain = std::iter::once(own).chain(above).take(LONGEST).map(|one| one.to_vec()).collect();
        if let Ok(mut seen) = self.seen.lock() {
            *seen = Some((chain, !ocsp.is_empty()));
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.schemes.clone()
    }
}

/// All that the library knows, and the old ones.
fn every_scheme() -> Vec<SignatureScheme> {
    let mut all = ring::default_provider().signature_verification_algorithms.supported_schemes();
    all.extend([SignatureScheme::RSA_PKCS1_SHA1, SignatureScheme::ECDSA_SHA1_Legacy]);
    all
}

/// How TLS is spoken: 1.2 and 1.3, no session kept, every certificate taken. Nothing, where the library refuses its own defaults.
#[must_use]
pub fn config() -> Option<Arc<ClientConfig>> {
    static MADE: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    MADE.get_or_init(|| {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().ok()?;
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(Anyone::signing(every_scheme())));
        Some(Arc::new(builder.with_no_client_auth()))
    })
    .clone()
}
