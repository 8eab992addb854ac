//! `sprintty demo`: a GitHub in a box, with a project to try things on.

use std::net::SocketAddr;

use clap::Args as Arguments;
use tokio::net::TcpListener;

use super::context::Context;
use super::error::Error;
use crate::emulator::{Emulator, seed};

/// Try it without an account
#[derive(Debug, Arguments)]
pub(super) struct Args {
    /// Answer like GitHub on a local port until stopped, for a sprintty elsewhere
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = "127.0.0.1:0")]
    serve: Option<SocketAddr>,
}

pub(super) fn run(args: &Args, cx: &mut Context) -> Result<(), Error> {
    match args.serve {
        Some(address) => serve(address, cx),
        None => super::board::demo(cx),
    }
}

fn serve(address: SocketAddr, cx: &mut Context) -> Result<(), Error> {
    if !address.ip().is_loopback() {
        return Err(Error::usage(format!("{address} is not an address of this machine"))
            .hint("the demo has a token that everyone knows: use 127.0.0.1:PORT"));
    }
    let clock = cx.clock.clone();
    let emulator = Emulator::new(seed::release(), std::sync::Arc::new(move || clock.now()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await.map_err(|error| {
            Error::refused(format!("the address {address} can't be used: {error}"))
                .hint("choose another port")
        })?;
        let address = listener.local_addr()?;
        cx.out.line(&format!("listening on http://{address}"))?;
        cx.out.line("in another terminal:")?;
        cx.out.line(&format!("SPRINTTY_TOKEN=demo sprintty --api-url http://{address} --project lumen/1"))?;
        let stop = async { drop(tokio::signal::ctrl_c().await) };
        Ok(emulator.serve(listener, stop).await?)
    })
}
