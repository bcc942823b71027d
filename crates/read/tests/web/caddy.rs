//! A real Caddy that runs one sample.

use crate::running::{Running, files, program, write};
use crate::samples::Sample;

/// Starts it and waits until it answers.
pub fn start(sample: &Sample) -> Running {
    let folder = tempfile::tempdir().expect("a folder");
    let home = folder.path().to_owned();
    files(&home);
    let shown = home.display().to_string();
    for (path, text) in &sample.files {
        write(&home.join(path), &here(text, &shown, sample));
    }
    let main = home.join(&sample.files[0].0);
    let (options, sites) = split(&here(sample.text(), &shown, sample));
    let own = format!(
        "{{\nadmin off\nhttp_port {}\nhttps_port {}\nskip_install_trust\nlocal_certs\ndefault_bind 127.0.0.1\n\
         storage file_system {shown}/store\nlog {{\noutput file {shown}/log\n}}\n{options}}}\n\
         http://:{} {{\nrespond \"host={{host}}\"\n}}\n",
        sample.http, sample.https, sample.backend
    );
    write(&main, &format!("{own}{sites}"));
    let mut command = program(&["/usr/bin/caddy", "/usr/local/bin/caddy"], "caddy");
    command
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", &home)
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(&main);
    Running::start(&mut command, folder, sample.backend, &home.join("log"))
}

/// The sample with this machine's ports and folders; who is let in is another address than the one that asks.
fn here(text: &str, home: &str, sample: &Sample) -> String {
    let text = text.replace("/srv/", &format!("{home}/srv/"));
    let text = text.replace(":80 {", &format!(":{} {{", sample.http));
    let text = text.replace("remote_ip 127.0.0.1", "remote_ip 127.0.0.2");
    text.replace("127.0.0.1:8000", &format!("127.0.0.1:{}", sample.backend))
}

/// The lines of its options, and the rest.
fn split(text: &str) -> (String, String) {
    let inside = text.strip_prefix("{\n").and_then(|rest| rest.split_once("\n}\n"));
    inside.map_or_else(|| (String::new(), text.to_owned()), |(own, rest)| (format!("{own}\n"), rest.to_owned()))
}
