//! One file, one rule.
//!
//! A rule reads [`Facts`](sneck_model::Facts) and writes [`Verdicts`](sneck_model::Verdicts). Its metadata, its page
//! of documentation, its examples and its check stand together in `src/GROUP/NAME.rs`, and its id is that path.
//! Adding one is that file, its `mod` and its line in [`RULES`]; `tests/list.rs` fails when one of the three is
//! forgotten.
//!
//! Invariant: this crate does not know how facts came about, other rules, findings, clocks, or the outside.

use sneck_model::Rule;

mod alias;
mod asking;
mod ciphers;
mod clear_text;
mod common;
mod contexts;
mod cookie;
mod csp;
mod debug_pages;
mod debugging;
mod dev_servers;
pub mod django;
mod drivers;
mod forgery;
mod graphql;
mod header;
mod hosts;
mod html;
mod jar;
mod keys;
mod lifecycle;
mod live;
mod logins;
mod machine;
mod mending;
pub mod observatory;
mod operations;
mod origins;
mod packages;
mod panels;
mod passwords;
mod products;
mod releases;
mod remedy;
mod running;

mod served;
mod server;
mod services;
mod signals;
mod signed;
pub mod stack;
mod status_pages;
mod strangers;
mod switches;
mod tls;
mod token;
mod traces;
mod unverified;

/// Whose credentials open what.
pub mod accounts {
    pub mod database_superuser;
    pub mod default_account_enabled;
    pub mod default_credentials;
    pub mod no_forced_change;
    pub mod weak_password_policy;
}

/// Who may call the API.
pub mod api {
    pub mod no_authentication;
    pub mod undeclared_endpoint;
    pub mod undeclared_method;
}

/// Settings of the framework and of the process.
pub mod app {
    pub mod autoescape_off;
    pub mod bind_all_interfaces;
    pub mod csrf_disabled;
    pub mod debug_mode;
    pub mod debug_toolbar;
    pub mod debugger_library;
    pub mod dev_server;
    pub mod logging;
    pub mod no_error_handler;
    pub mod no_request_limit;
    pub mod proxy_trust;
    pub mod testing_mode;
    pub mod trusted_hosts;
    pub mod unneeded_methods;
    pub mod unused_features;
    pub mod verbose_errors;
}

/// What the program does with what comes from outside.
pub mod code {
    pub mod unsafe_deserialization;
    pub mod xxe;
}

/// What cookies give away.
pub mod cookies {
    pub mod custom_session;
    pub mod httponly;
    pub mod jwt;
    pub mod lifetime;
    pub mod samesite;
    pub mod scope;
    pub mod secure;
}

/// Which other sites may read answers.
pub mod cors {
    pub mod reflected_origin;
    pub mod unsafe_methods_or_headers;
    pub mod wildcard;
    pub mod wildcard_credentials;
}

/// Third-party packages.
pub mod dependencies {
    pub mod end_of_life;
    pub mod known_vulnerability;
    pub mod no_lockfile_or_hashes;
    pub mod unpinned;
    pub mod untrusted_index;
}

/// Files that say how it is run.
pub mod deploy {
    pub mod audit_log_off;
    pub mod ci_secrets;
    pub mod container_privileged;
    pub mod container_root;
    pub mod dashboard_exposed;
    pub mod database_tls_off;
    pub mod default_service_account;
    pub mod docker_socket;
    pub mod iam_wildcard;
    pub mod metadata_v1;
    pub mod missing_limits;
    pub mod open_security_group;
    pub mod other_stack;
    pub mod public_bucket;
    pub mod public_database;
    pub mod unencrypted_storage;
    pub mod unpinned_image;
    pub mod unverified_download;
    pub mod web_server_settings;
    pub mod wsgi_settings;
}

/// What is served that should not be.
pub mod exposure {
    pub mod admin_panel;
    pub mod api_docs;
    pub mod backup_file;
    pub mod config_file;
    pub mod database_dump;
    pub mod debug_endpoint;
    pub mod directory_listing;
    pub mod env_file;
    pub mod git;
    pub mod internal_address;
    pub mod os_metadata;
    pub mod path_traversal;
    pub mod source_file;
    pub mod source_map;
    pub mod static_sensitive_file;
}

/// Answers' protective headers.
pub mod headers {
    pub mod cache_control;
    pub mod content_type_options;
    pub mod cross_origin_isolation;
    pub mod csp;
    pub mod duplicated_or_invalid;
    pub mod frame_options;
    pub mod hsts;
    pub mod permissions_policy;
    pub mod referrer_policy;
    pub mod subresource_integrity;
    pub mod version_disclosure;
}

/// The machine itself.
pub mod host {
    pub mod docker_daemon;
    pub mod kernel_hardening;
    pub mod log_monitoring;
    pub mod pending_updates;
    pub mod process_as_root;
    pub mod running_debug_env;
    pub mod secret_file_permissions;
    pub mod service_unit_hardening;
    pub mod sshd;
}

/// What listens, and whom it asks who he is.
pub mod network {
    pub mod exposed_service;
    pub mod firewall;
    pub mod plaintext_admin;
    pub mod service_without_auth;
    pub mod unneeded_port;
}

/// Keys, passwords and tokens.
pub mod secrets {
    pub mod env_file_committed;
    pub mod env_file_not_ignored;
    pub mod hardcoded_credential;
    pub mod hardcoded_secret_key;
    pub mod in_git_history;
    pub mod in_image;
    pub mod in_response;
    pub mod no_rotation;
    pub mod private_key_file;
    pub mod secret_key_fallback;
    pub mod secret_key_missing;
    pub mod shared_across_environments;
    pub mod weak_secret_key;
}

/// Encryption on the wire.
pub mod transport {
    pub mod certificate;
    pub mod http_allowed;
    pub mod mixed_content;
    pub mod plaintext_backend;
    pub mod tls_cipher;
    pub mod tls_version;
    pub mod verification_off;
}

/// Every rule, sorted by id.
#[rustfmt::skip]
pub static RULES: &[&Rule] = &[
    // accounts
    &accounts::database_superuser::RULE,
    &accounts::default_account_enabled::RULE,
    &accounts::default_credentials::RULE,
    &accounts::no_forced_change::RULE,
    &accounts::weak_password_policy::RULE,

    // api
    &api::no_authentication::RULE,
    &api::undeclared_endpoint::RULE,
    &api::undeclared_method::RULE,

    // app
    &app::autoescape_off::RULE,
    &app::bind_all_interfaces::RULE,
    &app::csrf_disabled::RULE,
    &app::debug_mode::RULE,
    &app::debug_toolbar::RULE,
    &app::debugger_library::RULE,
    &app::dev_server::RULE,
    &app::logging::RULE,
    &app::no_error_handler::RULE,
    &app::no_request_limit::RULE,
    &app::proxy_trust::RULE,
    &app::testing_mode::RULE,
    &app::trusted_hosts::RULE,
    &app::unneeded_methods::RULE,
    &app::unused_features::RULE,
    &app::verbose_errors::RULE,

    // code
    &code::unsafe_deserialization::RULE,
    &code::xxe::RULE,

    // cookies
    &cookies::custom_session::RULE,
    &cookies::httponly::RULE,
    &cookies::jwt::RULE,
    &cookies::lifetime::RULE,
    &cookies::samesite::RULE,
    &cookies::scope::RULE,
    &cookies::secure::RULE,

    // cors
    &cors::reflected_origin::RULE,
    &cors::unsafe_methods_or_headers::RULE,
    &cors::wildcard::RULE,
    &cors::wildcard_credentials::RULE,

    // dependencies
    &dependencies::end_of_life::RULE,
    &dependencies::known_vulnerability::RULE,
    &dependencies::no_lockfile_or_hashes::RULE,
    &dependencies::unpinned::RULE,
    &dependencies::untrusted_index::RULE,

    // deploy
    &deploy::audit_log_off::RULE,
    &deploy::ci_secrets::RULE,
    &deploy::container_privileged::RULE,
    &deploy::container_root::RULE,
    &deploy::dashboard_exposed::RULE,
    &deploy::database_tls_off::RULE,
    &deploy::default_service_account::RULE,
    &deploy::docker_socket::RULE,
    &deploy::iam_wildcard::RULE,
    &deploy::metadata_v1::RULE,
    &deploy::missing_limits::RULE,
    &deploy::open_security_group::RULE,
    &deploy::other_stack::RULE,
    &deploy::public_bucket::RULE,
    &deploy::public_database::RULE,
    &deploy::unencrypted_storage::RULE,
    &deploy::unpinned_image::RULE,
    &deploy::unverified_download::RULE,
    &deploy::web_server_settings::RULE,
    &deploy::wsgi_settings::RULE,

    // exposure
    &exposure::admin_panel::RULE,
    &exposure::api_docs::RULE,
    &exposure::backup_file::RULE,
    &exposure::config_file::RULE,
    &exposure::database_dump::RULE,
    &exposure::debug_endpoint::RULE,
    &exposure::directory_listing::RULE,
    &exposure::env_file::RULE,
    &exposure::git::RULE,
    &exposure::internal_address::RULE,
    &exposure::os_metadata::RULE,
    &exposure::path_traversal::RULE,
    &exposure::source_file::RULE,
    &exposure::source_map::RULE,
    &exposure::static_sensitive_file::RULE,

    // headers
    &headers::cache_control::RULE,
    &headers::content_type_options::RULE,
    &headers::cross_origin_isolation::RULE,
    &headers::csp::RULE,
    &headers::duplicated_or_invalid::RULE,
    &headers::frame_options::RULE,
    &headers::hsts::RULE,
    &headers::permissions_policy::RULE,
    &headers::referrer_policy::RULE,
    &headers::subresource_integrity::RULE,
    &headers::version_disclosure::RULE,

    // host
    &host::docker_daemon::RULE,
    &host::kernel_hardening::RULE,
    &host::log_monitoring::RULE,
    &host::pending_updates::RULE,
    &host::process_as_root::RULE,
    &host::running_debug_env::RULE,
    &host::secret_file_permissions::RULE,
    &host::service_unit_hardening::RULE,
    &host::sshd::RULE,

    // network
    &network::exposed_service::RULE,
    &network::firewall::RULE,
    &network::plaintext_admin::RULE,
    &network::service_without_auth::RULE,
    &network::unneeded_port::RULE,

    // secrets
    &secrets::env_file_committed::RULE,
    &secrets::env_file_not_ignored::RULE,
    &secrets::hardcoded_credential::RULE,
    &secrets::hardcoded_secret_key::RULE,
    &secrets::in_git_history::RULE,
    &secrets::in_image::RULE,
    &secrets::in_response::RULE,
    &secrets::no_rotation::RULE,
    &secrets::private_key_file::RULE,
    &secrets::secret_key_fallback::RULE,
    &secrets::secret_key_missing::RULE,
    &secrets::shared_across_environments::RULE,
    &secrets::weak_secret_key::RULE,

    // transport
    &transport::certificate::RULE,
    &transport::http_allowed::RULE,
    &transport::mixed_content::RULE,
    &transport::plaintext_backend::RULE,
    &transport::tls_cipher::RULE,
    &transport::tls_version::RULE,
    &transport::verification_off::RULE,

];

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule<'static>> {
    RULES.iter().copied().find(|rule| rule.id == id)
}
