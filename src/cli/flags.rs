//! The flags that every command takes.

use std::path::PathBuf;

use clap::Args;

use crate::config::Written;
use crate::domain::ProjectRef;

/// Flags that may stand before or after any command.
#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The project: OWNER/NUMBER or its address
    #[arg(long, global = true, value_name = "PROJECT", help_heading = "Everywhere")]
    project: Option<ProjectRef>,
    /// Where GitHub's API is; on an Enterprise Server `https://HOST/api`
    #[arg(long, global = true, value_name = "URL", help_heading = "Everywhere")]
    api_url: Option<String>,
    /// A settings file instead of the usual one
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub(super) config: Option<PathBuf>,
    /// The colours to use
    #[arg(long, global = true, value_name = "NAME", help_heading = "Everywhere")]
    theme: Option<String>,
    /// Use no colour
    #[arg(long, global = true, help_heading = "Everywhere")]
    no_color: bool,
    /// Draw with plain ASCII
    #[arg(long, global = true, help_heading = "Everywhere")]
    ascii: bool,
    /// Print JSON
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(super) json: bool,
}

impl Flags {
    /// The flags as the uppermost layer of settings.
    pub(super) fn written(&self) -> Written {
        Written {
            project: self.project.clone().map(Some),
            api_url: self.api_url.clone(),
            theme: self.theme.clone(),
            color: self.no_color.then_some(false),
            ascii: self.ascii.then_some(true),
            ..Written::default()
        }
    }
}
