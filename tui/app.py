"""The app around the lab: themes, language, palette, help, pictures."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from functools import partial

from textual import events
from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.screen import Screen

from tui import preferences
from tui.actions import ACTIONS
from tui.export.picture import with_true_widths
from tui.language import LANGUAGES, _, language, set_language
from tui.preferences import Preferences
from tui.screens.fit import FitScreen
from tui.screens.help import HelpScreen
from tui.session import Session
from tui.themes import DARK, LIGHT
from tui.widgets.typeahead import KeyByKey


class GdlabApp(KeyByKey):
    """gdlab, a laboratory for gradient descent."""

    TITLE = "gdlab"
    CSS_PATH = "styles/gdlab.tcss"
    ALLOW_SELECT = False  # a drag is for the time line, and selecting would paint everything anew

    def __init__(self, session: Session, theme: str = "") -> None:
        super().__init__()
        self._session = session
        for own in (DARK, LIGHT):
            self.register_theme(own)
        # Not self.theme = …, which would have all styles worked out twice at the start.
        self.set_reactive(GdlabApp.theme, theme if theme in self.available_themes else DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[None]:
        """The Fit lab."""
        return FitScreen(self._session)

    def on_ready(self) -> None:
        """Look for garbage again, which the launch put off."""
        gc.enable()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The lab's own roles, for themes that know nothing of them."""
        return (DARK if self.current_theme.dark else LIGHT).variables

    def get_system_commands(self, screen: Screen[None]) -> Iterable[SystemCommand]:
        """Every action, by its name in the language in use."""
        for action in ACTIONS:
            if action.name != "app.palette":
                yield SystemCommand(
                    _(action.help),
                    f"{_(action.group)} · {action.symbol}",
                    partial(self.run_action, action.command),
                )

    def action_palette(self) -> None:
        """Find any action by its name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Find an action …")))

    def action_command_palette(self) -> None:
        """The palette, however it is called."""
        self.action_palette()

    def action_help(self) -> None:
        """Explain keys and panels."""
        self.push_screen(HelpScreen())

    def action_language(self) -> None:
        """Speak the next language, and remember it."""
        codes = list(LANGUAGES)
        set_language(codes[(codes.index(language()) + 1) % len(codes)])
        for screen in self.screen_stack:
            if isinstance(screen, FitScreen):
                screen.retranslate()
        self._remember()

    def action_theme(self) -> None:
        """Dark, or light, and remember it."""
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name
        self._remember()

    def action_picture(self) -> None:
        """Save the screen as it is as an SVG, in the current folder or, in a browser, as a download."""
        self.deliver_screenshot(path=".")

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        """The screen as SVG, with Korean as wide as it is."""
        return with_true_widths(super().export_screenshot(title=title, simplify=simplify))

    def on_delivery_complete(self, event: events.DeliveryComplete) -> None:
        """Say where the picture is, in place of Textual's own words."""
        event.prevent_default()
        if event.path is not None:
            self.notify(_("Saved: {path}").format(path=event.path.resolve()), markup=False)

    def on_delivery_failed(self, event: events.DeliveryFailed) -> None:
        """Say why there is no picture, in place of Textual's own words."""
        event.prevent_default()
        message = _("The picture could not be saved: {why}").format(why=event.exception)
        self.notify(message, severity="error", markup=False)

    def _remember(self) -> None:
        try:
            preferences.save(Preferences(language=language(), theme=self.theme))
        except OSError as trouble:
            message = _("The choice holds until you leave; it could not be saved: {why}").format(why=trouble)
            self.notify(message, severity="warning", markup=False)
