//! The emulator on a port: plain HTTP/1.1, for a program in another process.

use std::convert::Infallible;
use std::future::Future;
use std::pin::pin;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::{Dropped, Emulator};

/// Why a connection ends without an answer.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error(transparent)]
    Dropped(#[from] Dropped),
    #[error(transparent)]
    Body(#[from] hyper::Error),
}

impl Emulator {
    /// Answers on this listener until `stop` is ready, then closes every connection.
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) -> std::io::Result<()> {
        let mut stop = pin!(stop);
        // Dropped at the end, and every connection with it.
        let mut connections = JoinSet::new();
        loop {
            let (stream, _) = tokio::select! {
                () = &mut stop => return Ok(()),
                accepted = listener.accept() => accepted?,
            };
            while connections.try_join_next().is_some() {}
            if self.is_offline() {
                continue;
            }
            let emulator = self.clone();
            connections.spawn(async move {
                let service = service_fn(|request| answer(&emulator, request));
                let connection = hyper::server::conn::http1::Builder::new();
                // A broken connection is what was asked for; there is nobody to tell.
                connection.serve_connection(TokioIo::new(stream), service).await.ok();
            });
        }
    }
}

async fn answer(emulator: &Emulator, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Broken> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    let response = emulator.answer(Request::from_parts(parts, body)).await?;
    let (parts, body) = response.into_parts();
    let body: Result<_, Infallible> = Full::new(body).collect().await.map(|body| Full::new(body.to_bytes()));
    Ok(Response::from_parts(parts, body.expect("bytes in memory are always there")))
}
