"""The app around the lab: themes, signs, language, keys, palette, help, pictures."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Timer
from typing import Final

from textual import events
from textual.app import SystemCommand
from textual.filter import ANSIToTruecolor, LineFilter, NoColor
from textual.screen import Screen
from textual.worker import Worker

from tui.keeping import Keeping
from tui.lab.files import atomic, keys_file, preferences, recipe
from tui.lab.keys import user_keymap
from tui.lab.keys.actions import FIT, MODES
from tui.lab.session.session import Session
from tui.lab.text.language import LANGUAGES, _, language, set_language
from tui.look.ascii import InAscii
from tui.look.safe_lines import SafeLines
from tui.look.textual_seams import (
    filter_only_unsafe_lines,
    start_in_theme,
    take_any_key_number,
    write_changed_cells_only,
)
from tui.look.themes import DARK, THEMES, TITLES
from tui.screens.lab_screen import LabScreen
from tui.typeahead import KeyByKey

AUTOSAVE_SECONDS: Final = 1.0
"""Seconds between two checks whether the session changed and has to be saved."""

LEAVING_SECONDS: Final = 5.0
"""Seconds that the lab has to close after a signal; then it ends as it is."""


class GdlabApp(KeyByKey):
    """gdlab, a laboratory for gradient descent."""

    TITLE = "gdlab"
    ENABLE_COMMAND_PALETTE = False  # the lab's own action opens it, by the user's own key
    CSS_PATH = ["look/gdlab.tcss", "look/terrain.tcss", "look/around.tcss"]
    ALLOW_SELECT = False  # drags belong to the time line, and selecting text repaints the whole screen

    def __init__(
        self,
        session: Session,
        theme: str = "",
        ascii_markers: bool = False,
        offers: bool = False,
        mode: str = FIT,
    ) -> None:
        # Read by App: the mode that it opens first.
        self.DEFAULT_MODE = mode  # type: ignore[misc]
        super().__init__()
        for name in MODES:
            self.add_mode(name, partial(self._opened, name))
        self._offers = offers
        self._kept: dict[str, Keeping] = {mode: Keeping(self, mode, session)}
        self._labs: dict[str, LabScreen] = {}
        self.signalled = 0
        """The number of the signal that ended the lab; 0 without one."""
        self.is_kept = False
        """Whether the sessions were saved at exit."""
        self._keymap_read = keys_file.use()
        self.ascii_markers = ascii_markers
        for own in THEMES:
            self.register_theme(own)
        write_changed_cells_only(self)
        start_in_theme(self, theme if theme in TITLES else DARK.name)
        take_any_key_number()
        filter_only_unsafe_lines()

    # Modes

    def _opened(self, mode: str) -> LabScreen:
        """The screen of a mode that is opened for the first time."""
        if mode not in self._kept:
            self._kept[mode] = Keeping(self, mode, Session(recipe.first(mode)))
        if mode == FIT:
            from tui.screens.fit import FitScreen

            kind: Callable[[Session], LabScreen] = FitScreen
        else:
            from tui.screens.terrain import TerrainScreen

            kind = TerrainScreen
        self._labs[mode] = screen = kind(self._kept[mode].session)
        return screen

    async def action_mode(self, name: str) -> None:
        """Show the screen of a mode; what was under way in the one before pauses there."""
        if isinstance(self.screen, LabScreen) and name != self.current_mode:
            self.screen.do(self.screen.session.pause)
            is_new = name not in self._kept
            await self.switch_mode(name)
            if is_new and self._offers and isinstance(self.screen, LabScreen):
                self._begin(self._offer_last_session)

    def on_mount(self) -> None:
        """Set the user's keys, report what is wrong with them, and start the autosave timer."""
        if self._keymap_read.keys:
            self.set_keymap({name: ",".join(keys) for name, keys in self._keymap_read.keys.items()})
        for fault in self._keymap_read.faults:
            self.notify(fault, severity="warning", timeout=15, markup=False)
        self._tell_damaged(preferences.mend())
        self.set_interval(AUTOSAVE_SECONDS, self._keep)
        # After a stop (ctrl+z, fg) the terminal shows nothing of the lab any more.
        self.app_resume_signal.subscribe(self, lambda _app: self.screen.refresh())

    def on_ready(self) -> None:
        """Turn garbage collection, which the launch turned off, on again, and look for the last session."""
        gc.enable()
        if not self.is_headless:
            self._save_on_signals()
        if self._offers:
            self._begin(self._offer_last_session)

    def _begin(self, work: Callable[[], Coroutine[None, None, None]]) -> Worker[None]:
        """Run `work` in a worker; it is a function, as a coroutine would be left if the app ends before."""
        return self.run_worker(work)

    # Keeping the session

    async def _offer_last_session(self) -> None:
        """Offer the last session of the mode on screen."""
        kept, lab = self._kept[self.current_mode], self._labs[self.current_mode]
        await kept.offer_last(lab)
        self._tell_damaged(kept.file.damaged)

    def _keep(self) -> None:
        for kept in self._kept.values():
            kept.keep()

    def _tell_damaged(self, aside: Path | None) -> None:
        """Say where a damaged file is now, if there was one."""
        if aside is not None:
            message = _("A damaged file of settings or of the last session was set aside: {path}")
            self.notify(message.format(path=aside), severity="warning", timeout=15, markup=False)

    def on_resumed(self) -> None:
        """The last session of the mode on screen goes on: from now on its file is this session's."""
        self._kept[self.current_mode].take_over()

    def _save_on_exit(self) -> None:
        self.is_kept = False not in [kept.keep_now() for kept in self._kept.values()]

    def on_unmount(self) -> None:
        self._save_on_exit()

    def _save_on_signals(self) -> None:
        """Save the session and exit also when the terminal is closed or the process is terminated."""

        def leave(number: int) -> None:
            self.signalled = self.signalled or number
            self._save_on_exit()
            # A terminal that is gone takes nothing more, and Textual may wait for it without end.
            last = Timer(LEAVING_SECONDS, os._exit, [128 + self.signalled])
            last.daemon = True
            last.start()
            self.exit(return_code=128 + self.signalled)

        for name in ("SIGHUP", "SIGTERM"):
            # Windows lacks these signals, and threads other than the main one cannot handle them.
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                number = getattr(signal, name)
                asyncio.get_running_loop().add_signal_handler(number, leave, number)

    # Colours and signs

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The colours of the lab's roles, which Textual's initial theme does not define."""
        return DARK.variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Filters for every painted line: NO_COLOR removes all colours, ASCII mode replaces other signs.

        Nothing that could steer the terminal passes.
        """
        filters = list(super().get_line_filters())
        if self.no_color:
            # Textual's own filter leaves shades of grey, which are colours too.
            filters = [NoColor()]
        elif self.native_ansi_color:
            # Textual added this filter before the theme was set; here the terminal's colours must stay.
            filters = [found for found in filters if not isinstance(found, ANSIToTruecolor)]
        return [*filters, SafeLines(), *([InAscii()] if self.ascii_markers else [])]

    def action_theme(self) -> None:
        names = list(TITLES)
        self.action_use_theme(names[(names.index(self.theme) + 1) % len(names)])

    def action_use_theme(self, name: str) -> None:
        """Switch to the theme `name`, and remember it."""
        self.theme = name
        self._say(_(TITLES[name]))
        self._remember(theme=name)

    def action_ascii(self) -> None:
        self.ascii_markers = not self.ascii_markers
        for screen in {*self.screen_stack, *self._labs.values()}:
            for widget in screen.walk_children(with_self=True):
                widget.notify_style_update()
                widget.refresh()
        for lab in self._labs.values():
            lab.retranslate()  # legends name the signs
        self._say(_("Plain ASCII signs") if self.ascii_markers else _("All signs"))
        self._remember(ascii=self.ascii_markers)

    # Language

    def action_language(self) -> None:
        codes = list(LANGUAGES)
        self.action_speak(codes[(codes.index(language()) + 1) % len(codes)])

    def action_speak(self, code: str) -> None:
        """Switch to the language `code`, and remember it."""
        set_language(code)
        for lab in self._labs.values():
            lab.retranslate()
        self._remember(language=code)

    # What opens over the lab

    def get_system_commands(self, screen: Screen[None]) -> Iterable[SystemCommand]:
        """Every action, panel, theme and language, named in the current language."""
        from tui.lab.wording.panels import panels

        for action in user_keymap.actions(self.current_mode):
            if action.name != "app.palette":
                yield self._command(_(action.help), f"{_(action.group)} · {action.symbol}", action.command)
        for panel in panels(self.current_mode):
            title = _(panel.title)
            yield self._command(_("Go to: {panel}").format(panel=title), "", f"screen.go_to('{panel.name}')")
            if panel.framed:
                enlarge = _("Enlarge: {panel}").format(panel=title)
                yield self._command(enlarge, "", f"screen.maximise('{panel.name}')")
        for name, title in TITLES.items():
            yield self._command(_("Theme: {theme}").format(theme=_(title)), "", f"app.use_theme('{name}')")
        for code, own_name in LANGUAGES.items():
            yield self._command(
                _("Language: {language}").format(language=own_name), "", f"app.speak('{code}')"
            )

    def _command(self, title: str, detail: str, action: str) -> SystemCommand:
        run: Callable[[], object] = partial(self.run_action, action)
        return SystemCommand(title, detail, run)

    # The lab starts without what opens over it: that is imported when it is first opened.

    def action_palette(self) -> None:
        from tui.dialogs.closing import Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(placeholder=_("Find an action …")))

    def action_help_quit(self) -> None:
        """Say how to quit: ctrl+c does not, as many terminals use it for copying."""
        self.notify(_("q leaves the lab; it is kept for the next time."), markup=False)

    def action_help(self) -> None:
        from tui.dialogs.help import HelpScreen

        panel = self.screen.panel_in_focus if isinstance(self.screen, LabScreen) else None
        self.push_screen(HelpScreen(self.current_mode, panel.id or "" if panel else ""))

    # Pictures

    def action_picture(self) -> None:
        """Save the screen as an SVG in the current folder or, in a browser, as a download."""
        if self.is_web:
            self.deliver_screenshot()
        else:
            path = Path(f"gdlab-{datetime.now():%Y%m%d-%H%M%S-%f}.svg")
            self._begin(partial(self._save_picture, path, self.export_screenshot()))

    async def _save_picture(self, path: Path, svg: str) -> None:
        try:
            await asyncio.to_thread(atomic.write, path, svg)
        except OSError as trouble:
            message = _("The picture could not be saved: {why}").format(why=trouble.strerror or trouble)
            self.notify(message, severity="error", markup=False)
        else:
            self._say(_("Saved: {path}").format(path=path.resolve()))

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as SVG, in which wide characters (Korean) have their true width."""
        from tui.lab.export.svg import with_true_widths  # not at the top: the lab starts without it

        return with_true_widths(super().export_screenshot(title=title, simplify=simplify))

    def on_delivery_complete(self, event: events.DeliveryComplete) -> None:
        """Say where the picture is, in place of Textual's own message."""
        event.prevent_default()
        if event.path is not None:
            self._say(_("Saved: {path}").format(path=event.path.resolve()))

    def on_delivery_failed(self, event: events.DeliveryFailed) -> None:
        """Say why there is no picture, in place of Textual's own message."""
        event.prevent_default()
        message = _("The picture could not be saved: {why}").format(why=event.exception)
        self.notify(message, severity="error", markup=False)

    # Messages and preferences

    def _say(self, message: str) -> None:
        """Show one short message, replacing those before it."""
        self.clear_notifications()
        self.notify(message, timeout=3, markup=False)

    def _remember(self, **choices: str | bool) -> None:
        try:
            preferences.remember(**choices)
        except OSError as trouble:
            message = _("The choice holds until you leave; it could not be saved: {why}").format(
                why=trouble.strerror or trouble
            )
            self.notify(message, severity="warning", markup=False)
