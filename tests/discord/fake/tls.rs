//! `discord.com` over TLS on the loopback: a proxy that ends the TLS itself, with a certificate of a throw-away authority.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::rest;
use super::state::Shared;
use super::traffic::Front as Side;

/// The hosts the proxy answers for.
const HOSTS: [&str; 3] = ["discord.com", "cdn.discordapp.com", "media.discordapp.net"];
/// Where attachments are while the bot runs over TLS.
pub const FILES_AT: &str = "https://cdn.discordapp.com";

/// The proxy's address and the file with its authority.
pub struct Front {
    /// For `HTTPS_PROXY`.
    pub proxy: String,
    /// For `SSL_CERT_FILE`.
    pub authority: PathBuf,
}

impl Front {
    /// Starts the proxy; the authority's certificate is written into `directory`.
    pub async fn start(shared: Shared, directory: &Path) -> Self {
        let (acceptor, pem) = certificates();
        let authority = directory.join("loopback-authority.pem");
        std::fs::write(&authority, pem).expect("the bot's directory can be written to");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, acceptor.clone(), shared.clone()));
            }
        });
        Self { proxy: format!("http://{address}"), authority }
    }
}

fn certificates() -> (TlsAcceptor, String) {
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = || KeyPair::generate().expect("a key pair can be made");
    let authority = CertifiedIssuer::self_signed(authority, key()).expect("an authority can sign itself");
    let server_key = key();
    let server = CertificateParams::new(HOSTS.map(str::to_owned)).expect("the hosts are names");
    let server = server.signed_by(&server_key, &authority).expect("an authority can sign");
    let server_key = PrivateKeyDer::try_from(server_key.serialize_der()).expect("a fresh key is well formed");
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![server.der().clone()], server_key))
        .expect("the certificate fits its key");
    (TlsAcceptor::from(Arc::new(config)), authority.pem())
}

/// Answers one CONNECT and serves what comes through it.
async fn tunnel(mut stream: TcpStream, acceptor: TlsAcceptor, shared: Shared) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = stream.read_u8().await else {
            return;
        };
        head.push(byte);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default();
    let known = head.starts_with("CONNECT ") && HOSTS.iter().any(|host| target == format!("{host}:443"));
    if !known {
        shared.change(|state| {
            state.broke(format!("the bot wanted to reach {target}, which is not Discord"));
        });
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await;
        return;
    }
    if stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
        // A failed handshake is a bot that does not trust the authority: it will say so itself.
        if let Ok(stream) = acceptor.accept(stream).await {
            rest::serve_connection(stream, shared, Side::Discord).await;
        }
    }
}
