"""Whether values that are right in themselves would do on this very box.

Decides nothing of form and limits, which are the configuration's. Looks only at what changes, and
only at what would keep the kiosk from starting again, or staff from reaching it: the addresses of
the pages and the networks.
"""

from __future__ import annotations

from collections.abc import Iterator

from kiosk import paths
from kiosk.config import Config, ModelConfig, WebConfig
from kiosk.lan import everywhere
from kiosk.pose.wanted import live_network, second_network
from kiosk.selfcheck.finding import BAD, Finding, State
from kiosk.selfcheck.model import probe_model, probe_model_file
from kiosk.selfcheck.page import probe_port, try_port
from kiosk.web.port_owner import port_owner


def misfits(before: Config, after: Config) -> list[str]:
    """A sentence for each change that would keep the kiosk, or its pages in the network, from
    starting. May take a second."""
    found = [
        *_pages(before.web, after.web),
        *_lan(before.web, after.web),
        *_models(before.model, after.model),
    ]
    return [_sentence(each) for each in found if each.state in BAD]


def _pages(before: WebConfig, after: WebConfig) -> Iterator[Finding]:
    """The address for any port where it changes, and the port where that does: the kiosk itself
    holds the present one."""
    if after.host != before.host:
        yield probe_port(after.host, 0, try_port(after.host, 0), False, lambda: None)
    if after.port not in (before.port, 0):
        refusal = try_port(after.host, after.port)
        yield probe_port(after.host, after.port, refusal, False, lambda: port_owner(after.port))


def _lan(before: WebConfig, after: WebConfig) -> Iterator[Finding]:
    """The port of the pages in the network, where that is new."""
    port, mend = after.lan_port, "choose another web.lan_port"
    if not after.lan or port == 0:
        return
    if port == after.port:
        yield Finding("lan", State.WRONG, f"port {port} is that of web.port too", mend)
    elif not (before.lan and before.lan_port == port):
        refusal = try_port(everywhere(), port)
        if refusal is not None:
            what = f"port {port} cannot be listened on: {refusal.strerror}"
            yield Finding("lan", State.WRONG, what, mend)


def _models(before: ModelConfig, after: ModelConfig) -> Iterator[Finding]:
    if before == after:
        return
    yield probe_model_file(paths.model_file(live_network(after).model))
    yield probe_model(lambda: _loaded(after))
    closer = second_network(after)
    if closer is not None and closer != second_network(before):
        yield probe_model_file(paths.model_file(closer.model), "second model")


def _loaded(wanted: ModelConfig) -> str:
    from kiosk.pose.loading import load_model, load_pelvis, load_second_model

    load_second_model(wanted)
    load_pelvis(wanted)
    return load_model(wanted).name


def _sentence(finding: Finding) -> str:
    """The finding with its mend; an error's sentence has its own."""
    if finding.mend is None:
        return finding.what
    return f"{finding.what[:1].upper()}{finding.what[1:]}: {finding.mend}."
