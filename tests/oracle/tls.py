"""What sslyze says of TLS servers on ports of this machine, as JSON: {port: {...}}.

    python tls.py PORT[/PROTOCOL]...

PROTOCOL is what is spoken before TLS, by the name that sslyze gives it.
"""

import json
import sys
import warnings

# Certificates in its own lists of authorities, of no concern here.
warnings.simplefilter("ignore")

from sslyze import (
    ProtocolWithOpportunisticTlsEnum,
    ScanCommand,
    Scanner,
    ServerNetworkConfiguration,
    ServerNetworkLocation,
    ServerScanRequest,
    ServerScanStatusEnum,
)
from sslyze.mozilla_tls_profile.tls_config_checker import (
    MozillaTlsConfiguration,
    TlsConfigurationEnum,
    _check_certificates,
    _check_tls_curves,
    _check_tls_versions_and_ciphers,
)

PROFILES = [TlsConfigurationEnum("modern"), TlsConfigurationEnum("intermediate"), TlsConfigurationEnum("old")]
PROTOCOLS = {
    "SSLv3": "ssl_3_0_cipher_suites",
    "TLSv1.0": "tls_1_0_cipher_suites",
    "TLSv1.1": "tls_1_1_cipher_suites",
    "TLSv1.2": "tls_1_2_cipher_suites",
    "TLSv1.3": "tls_1_3_cipher_suites",
}
COMMANDS = {
    ScanCommand.SSL_2_0_CIPHER_SUITES,
    ScanCommand.SSL_3_0_CIPHER_SUITES,
    ScanCommand.TLS_1_0_CIPHER_SUITES,
    ScanCommand.TLS_1_1_CIPHER_SUITES,
    ScanCommand.TLS_1_2_CIPHER_SUITES,
    ScanCommand.TLS_1_3_CIPHER_SUITES,
    ScanCommand.CERTIFICATE_INFO,
    ScanCommand.ELLIPTIC_CURVES,
    ScanCommand.TLS_COMPRESSION,
    ScanCommand.SESSION_RENEGOTIATION,
}


def protocols(result):
    found = {}
    for name, attribute in PROTOCOLS.items():
        suites = getattr(result, attribute).result.accepted_cipher_suites
        if suites:
            found[name] = sorted(one.cipher_suite.name for one in suites)
    return found


def issues(result, profile):
    """What keeps the server out of a profile; whom it trusts, and faults of old releases of libraries, are another matter."""
    allowed = MozillaTlsConfiguration.get(profile)
    found = _check_certificates(result.certificate_info.result, allowed)
    found.pop("certificate_path_validation", None)
    found |= _check_tls_versions_and_ciphers(result, allowed)
    found |= _check_tls_curves(result.elliptic_curves.result, allowed)
    return sorted(found)


def certificates(result):
    found = []
    for deployment in result.certificate_info.result.certificate_deployments:
        own = deployment.received_certificate_chain[0]
        found.append(
            {
                "from": own.not_valid_before_utc.strftime("%Y-%m-%d"),
                "until": own.not_valid_after_utc.strftime("%Y-%m-%d"),
                "bits": own.public_key().key_size,
                "hash": own.signature_hash_algorithm.name,
                "sent": len(deployment.received_certificate_chain),
                "stapled": deployment.ocsp_response is not None,
            }
        )
    return sorted(found, key=lambda one: one["bits"])


def said(result):
    curves = result.elliptic_curves.result.supported_curves or []
    return {
        "protocols": protocols(result),
        "curves": sorted(one.name for one in curves),
        "compression": result.tls_compression.result.supports_compression,
        "secure_renegotiation": result.session_renegotiation.result.supports_secure_renegotiation,
        "issues": {profile.value: issues(result, profile) for profile in PROFILES},
        "certificates": certificates(result),
    }


def request(server):
    port, _, protocol = server.partition("/")
    location = ServerNetworkLocation(hostname="localhost", ip_address="127.0.0.1", port=int(port))
    spoken = ProtocolWithOpportunisticTlsEnum[protocol] if protocol else None
    network = ServerNetworkConfiguration(tls_server_name_indication="localhost", tls_opportunistic_encryption=spoken)
    return ServerScanRequest(server_location=location, network_configuration=network, scan_commands=COMMANDS)


def main(servers):
    scanner = Scanner(per_server_concurrent_connections_limit=2, concurrent_server_scans_limit=6)
    asked = [request(server) for server in servers]
    scanner.queue_scans(asked)
    found = {}
    for one in scanner.get_results():
        port = one.server_location.port
        if one.scan_status != ServerScanStatusEnum.COMPLETED:
            sys.exit(f"sslyze could not scan port {port}: {one.connectivity_error_trace}")
        found[port] = said(one.scan_result)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
