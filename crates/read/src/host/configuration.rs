//! How the daemons of this machine are configured, by the readers that read the same files in a project.

use sneck_model::{Facts, Key, Kind, Place, Setting, Standing, Step};

use crate::config;
use crate::config::services::docker;
use crate::tree::{File, Tree};

/// Reads the files of the machine into settings that stand in production: it is what runs.
pub(crate) fn settings(tree: &Tree, facts: &mut Facts) {
    if tree.host_files.is_empty() {
        return;
    }
    let below = |file: &File| File { path: file.path.trim_start_matches('/').into(), ..file.clone() };
    let own = Tree { files: tree.host_files.iter().map(below).collect(), ..Tree::default() };
    let mut read = Facts::default();
    config::daemons(&own, &mut read);
    let commands = dockers(facts);
    // Who reaches a service, and whom it asks, is asked of what runs: a file knows no firewall.
    let kept = read.settings.iter().filter(|setting| !setting.key.0.starts_with("service.")).cloned();
    let own = kept.map(on_this_machine).map(|setting| as_started(setting, &commands));
    facts.settings.extend(own.collect::<Vec<_>>());
    let unread = read.unread.into_iter().map(|row| sneck_model::Unread { path: format!("/{}", row.path), ..row });
    facts.unread.extend(unread);
}

/// The daemons of Docker that run, by their command lines.
fn dockers(facts: &Facts) -> Vec<(String, Place)> {
    let all = facts.machine.iter().flat_map(|machine| &machine.processes);
    all.filter(|process| process.name == "dockerd").map(|process| (process.command.clone(), process.place())).collect()
}

/// What a file leaves open, the command line may set; dockerd does not start where both do.
fn as_started(mut setting: Setting, commands: &[(String, Place)]) -> Setting {
    let option = docker::CONFINING.iter().find(|one| setting.key == Key::DOCKER_CONFINES && one.name == setting.raw);
    let told = option.and_then(|option| {
        commands.iter().find_map(|(command, place)| Some((option.of_command(command)?, place.clone())))
    });
    if let Some((value, place)) = told {
        setting.because = vec![Step::new(place, format!("is started with `--{}`", setting.raw))];
        setting.value = value;
    }
    setting
}

fn on_this_machine(mut setting: Setting) -> Setting {
    setting.component.name = format!("/{}", setting.component.name);
    setting.standing = Standing::Kind(Kind::Production);
    setting.because = setting.because.into_iter().map(|step| Step { place: place(step.place), ..step }).collect();
    setting
}

/// A file of the machine is no file of the project.
fn place(place: Place) -> Place {
    match place {
        Place::File { path, line: 0, .. } | Place::Absent { path, .. } => Place::Host { item: format!("/{path}") },
        Place::File { path, line, .. } => Place::Host { item: format!("/{path}:{line}") },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Value;

    #[test]
    fn sshd_is_read_from_the_machine_with_what_it_takes_in() {
        let files = [
            (
                "/etc/ssh/sshd_config",
                "Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\nPasswordAuthentication yes\n",
            ),
            ("/etc/ssh/sshd_config.d/10-keys.conf", "PasswordAuthentication no\n"),
        ];
        let host_files = files.iter().map(|(path, text)| File::new(path, text)).collect();
        let facts = crate::facts(&Tree { host_files, ..Tree::default() });
        let root = facts.settings_of(Key::SSH_ROOT_LOGIN).next().expect("it is read");
        assert_eq!(root.value, Value::Text("yes".into()));
        assert_eq!(root.because[0].place, Place::Host { item: "/etc/ssh/sshd_config:2".into() });
        assert_eq!(root.component.name, "/etc/ssh/sshd_config#PermitRootLogin");
        let password = facts.settings_of(Key::SSH_PASSWORD_LOGIN).next().expect("it is read");
        assert_eq!(password.value, Value::Bool(false));
        assert_eq!(password.because[0].place, Place::Host { item: "/etc/ssh/sshd_config.d/10-keys.conf:1".into() });
    }

    #[test]
    fn who_reaches_docker_is_not_told_by_its_file_and_the_rest_is() {
        let text = "{\"hosts\": [\"tcp://0.0.0.0:2375\"], \"icc\": false}";
        let host_files = vec![File::new("/etc/docker/daemon.json", text)];
        let facts = crate::facts(&Tree { host_files, ..Tree::default() });
        assert!(facts.settings.iter().all(|setting| setting.key == Key::DOCKER_CONFINES), "{:?}", facts.settings);
        let icc = facts.settings_of(Key::DOCKER_CONFINES).find(|setting| setting.raw == "icc").expect("it is read");
        assert_eq!(icc.value, Value::Bool(true));
    }
}
