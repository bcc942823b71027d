//! The user's interruption: the report so far is made; a second one ends the program.

use std::sync::Arc;

use super::engine::Engine;

/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// Waits for the user to interrupt.
pub async fn on_interrupt(engine: Arc<Engine>) {
    if tokio::signal::ctrl_c().await.is_ok() {
        engine.stop();
    }
    if tokio::signal::ctrl_c().await.is_ok() {
        std::process::exit(INTERRUPTED);
    }
}
