//! A whole handshake of TLS 1.3, whose certificates are hidden from whoever only listens.
//!
//! Whatever the server shows is taken down and accepted: trust is judged afterwards, and nothing is sent inside.

use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::ServerName;
use rustls::version::TLS13;
use rustls::{ClientConfig, SignatureScheme};
use tokio_rustls::TlsConnector;

use super::ask::{Asker, Trouble};
use super::certificates::{SORTS_OF_TLS13, Sent};
use super::version::ALPN;
use crate::net::Anyone;

/// The sort of key that a server is to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Rsa,
    Curves,
}

impl Sort {
    fn schemes(self) -> Vec<SignatureScheme> {
        use SignatureScheme as S;
        match self {
            Self::Rsa => vec![S::RSA_PSS_SHA256, S::RSA_PSS_SHA384, S::RSA_PSS_SHA512],
            Self::Curves => {
                vec![S::ECDSA_NISTP256_SHA256, S::ECDSA_NISTP384_SHA384, S::ECDSA_NISTP521_SHA512, S::ED25519, S::ED448]
            }
        }
    }
}

/// What the handshakes brought.
pub(super) struct Shaken {
    pub(super) sent: Vec<Sent>,
    pub(super) alpn: Vec<String>,
    pub(super) trouble: Option<String>,
}

/// One handshake for each sort of key; the first that holds agrees on what is spoken inside.
pub(super) async fn of_tls13(asker: &Asker<'_>) -> Shaken {
    let mut shaken = Shaken { sent: Vec::new(), alpn: Vec::new(), trouble: None };
    for sort in SORTS_OF_TLS13 {
        match handshake(asker, sort, None).await {
            Ok((sent, _)) => shaken.sent.push(sent),
            Err(why) => shaken.trouble = Some(format!("its certificate could not be had: {why}")),
        }
    }
    if !shaken.sent.is_empty() {
        shaken.trouble = None;
        shaken.alpn = alpn(asker).await;
    }
    shaken
}

async fn alpn(asker: &Asker<'_>) -> Vec<String> {
    let mut agreed = Vec::new();
    for one in ALPN {
        for sort in SORTS_OF_TLS13 {
            if let Ok((_, said)) = handshake(asker, sort, Some(one)).await {
                agreed.extend(said.filter(|said| said == one));
                break;
            }
        }
    }
    agreed
}

async fn handshake(asker: &Asker<'_>, sort: Sort, alpn: Option<&str>) -> Result<(Sent, Option<String>), Trouble> {
    const NO_NAME: Trouble = Trouble::Before("its name is none that TLS could ask for");
    let name = ServerName::try_from(asker.host().to_owned()).map_err(|_| NO_NAME)?;
    let anyone = Arc::new(Anyone::signing(sort.schemes()));
    let connector = TlsConnector::from(Arc::new(configuration(Arc::clone(&anyone), alpn)?));
    let ended = asker
        .within(async {
            let stream = asker.connect().await?;
            connector.connect(name, stream).await.map_err(|_| Trouble::Closed)
        })
        .await;
    let sent = anyone.seen().map(|(chain, stapled)| Sent { chain, stapled });
    match (ended, sent) {
        (Ok(stream), Some(sent)) => {
            let said = stream.get_ref().1.alpn_protocol().map(|said| String::from_utf8_lossy(said).into_owned());
            Ok((sent, said))
        }
        // A server that wants a certificate of its visitors has shown its own all the same.
        (Err(_), Some(sent)) if alpn.is_none() => Ok((sent, None)),
        (Err(why), _) => Err(why),
        (Ok(_), None) => Err(Trouble::Closed),
    }
}

fn configuration(verifier: Arc<Anyone>, alpn: Option<&str>) -> Result<ClientConfig, Trouble> {
    const NO_TLS13: Trouble = Trouble::Before("TLS 1.3 is not to be had here");
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let builder = builder.with_protocol_versions(&[&TLS13]).map_err(|_| NO_TLS13)?;
    let mut configuration = builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    configuration.alpn_protocols = alpn.map(|one| one.as_bytes().to_vec()).into_iter().collect();
    Ok(configuration)
}
