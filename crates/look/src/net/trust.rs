//! Whether browsers would trust the certificate of a server.

use std::sync::{Arc, OnceLock};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Duration, timeout};
use tokio_rustls::TlsConnector;

use super::{Scope, connect};

const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a file of authorities, at most; Mozilla's own list has a quarter of a megabyte.
const LARGEST: u64 = 4 << 20;

/// Speaks TLS as a browser would, with Mozilla's authorities and those of the file that `SSL_CERT_FILE` names.
/// An error is why no connection came about.
pub async fn is_trusted(scope: &Scope, host: &str, port: u16) -> Result<bool, String> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("`{host}` is no name for TLS"))?;
    let config = config().ok_or("TLS is not available")?;
    let stream = connect(scope, host, port).await?;
    match timeout(PATIENCE, TlsConnector::from(config).connect(name, stream)).await {
        Ok(done) => Ok(done.is_ok()),
        Err(_) => Err("the TLS handshake did not end in time".to_owned()),
    }
}

fn config() -> Option<Arc<ClientConfig>> {
    static MADE: OnceLock<Option<Arc<ClientConfig>>> = OnceLock::new();
    MADE.get_or_init(|| {
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions().ok()?;
        Some(Arc::new(builder.with_root_certificates(authorities()).with_no_client_auth()))
    })
    .clone()
}

fn authorities() -> RootCertStore {
    let mut all = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let named = std::env::var_os("SSL_CERT_FILE");
    // A file that cannot be read adds nobody, as in other programs.
    if let Some(text) = named.and_then(|file| crate::text(file.as_ref(), LARGEST).ok()) {
        all.add_parsable_certificates(CertificateDer::pem_slice_iter(text.as_bytes()).filter_map(Result::ok));
    }
    all
}
