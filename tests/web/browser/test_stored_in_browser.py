"""What is stored, deleting it, a backup and bringing it back: in a real browser, by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk.results import ResultStore
from tests.results.spoiling import spoil
from tests.web.browser.screen import axe_findings

pytestmark = pytest.mark.browser

OpenPage = Callable[..., Page]
Screenshot = Callable[[Page, str], None]
AddCheck = Callable[..., str]


def well_made(page: Page) -> None:
    """No sideways scrolling, and nothing for axe to find."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_findings(page) == ""


def signed_in(open_page: OpenPage, address: str, pin: str, size: str) -> Page:
    page = open_page(f"{address}/staff/stored", size)
    page.get_by_label("PIN").fill(pin)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What is stored")).to_be_visible()
    return page


@pytest.mark.usefixtures("pin")
@pytest.mark.parametrize("size", ["phone", "landscape"])
def test_everything_is_taken_away_deleted_and_brought_back(
    address: str,
    open_page: OpenPage,
    add_check: AddCheck,
    store: ResultStore,
    screenshot: Screenshot,
    admin_pin: str,
    tmp_path: Path,
    size: str,
) -> None:
    """An admin reads what is stored, takes a backup, deletes a check, a label and everything, and
    brings it all back; each page is well made."""
    ids = [add_check(turn * 400.0) for turn in range(5)] + [add_check(2000.0, state="abandoned")]
    for check_id, label in zip(ids, ("Ana", "Ana", "Ben", "Cleo"), strict=False):
        store.finding.set_label(check_id, label)
    page = signed_in(open_page, address, admin_pin, size)
    well_made(page)
    screenshot(page, f"stored-{size}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download a backup").click()
    packed = tmp_path / download.value.suggested_filename
    download.value.save_as(packed)

    page.goto(f"{address}/staff/checks/{ids[5]}")
    page.get_by_text("Delete this check").click()
    page.get_by_label("I mean it").check()
    screenshot(page, f"stored-delete-check-{size}")
    well_made(page)
    page.get_by_role("button", name="Delete check 6").click()
    expect(page.get_by_role("status")).to_contain_text("Check 6 is deleted.")

    page.get_by_label("Every check with the label").fill("ana")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading")).to_have_text("Delete 2 checks with the label “ana”?")
    well_made(page)
    screenshot(page, f"stored-delete-label-{size}")
    page.get_by_label("I mean it").check()
    page.get_by_role("button", name="Delete 2 checks").click()
    expect(page.get_by_role("status")).to_contain_text("2 checks with that label deleted.")

    page.get_by_role("link", name="Delete everything").click()
    page.get_by_label("Type “delete everything”").fill("delete everything")
    well_made(page)
    screenshot(page, f"stored-delete-all-{size}")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("heading", name="No check")).to_be_visible()

    page.get_by_role("link", name="Bring a backup back").click()
    well_made(page)
    screenshot(page, f"stored-bring-back-{size}")
    page.get_by_label("File of the backup (.zip)").set_input_files(packed)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("status")).to_contain_text("This backup is whole")
    expect(page.locator(".against")).to_contain_text("6 checks, 3 labels")
    well_made(page)
    screenshot(page, f"stored-look-{size}")
    page.get_by_role("button", name="Put the backup in place").click()
    expect(page.get_by_role("status")).to_contain_text("The backup is back: 6 checks.")
    well_made(page)
    screenshot(page, f"stored-back-{size}")
    assert [row.check_id for row in store.list_checks(9)] == ids[::-1]


def test_staff_are_told_who_may_delete(
    address: str,
    open_page: OpenPage,
    add_check: AddCheck,
    screenshot: Screenshot,
    pin: str,
    admin_pin: str,
) -> None:
    """Staff see what is stored and become admin on the same page."""
    add_check()
    page = signed_in(open_page, address, pin, "phone")
    well_made(page)
    screenshot(page, "stored-staff-phone")
    page.get_by_text("Sign in as admin to").click()
    page.get_by_label("Admin PIN").fill(admin_pin)
    page.get_by_role("button", name="Sign in as admin").click()
    expect(page.get_by_role("button", name="Download a backup")).to_be_visible()


@pytest.mark.usefixtures("pin")
def test_a_damaged_store_is_explained_and_mended(
    address: str,
    open_page: OpenPage,
    add_check: AddCheck,
    store: ResultStore,
    screenshot: Screenshot,
    admin_pin: str,
    tmp_path: Path,
) -> None:
    """The error page names the damage in a sentence and leads to bringing a backup back."""
    add_check()
    page = signed_in(open_page, address, admin_pin, "phone")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download a backup").click()
    packed = tmp_path / "backup.zip"
    download.value.save_as(packed)
    store.finding.set_label(store.list_checks(1)[0].check_id, "Ana")
    spoil(store.path)
    page.goto(f"{address}/staff/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("is damaged")
    well_made(page)
    screenshot(page, "stored-damaged-phone")
    page.get_by_role("link", name="Bring a backup back").click()
    page.get_by_label("File of the backup (.zip)").set_input_files(packed)
    page.get_by_role("button", name="Look at it").click()
    screenshot(page, "stored-damaged-look-phone")
    page.get_by_role("button", name="Put the backup in place").click()
    expect(page.get_by_role("status")).to_contain_text("The backup is back: 1 check.")
