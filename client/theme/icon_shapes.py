"""The icon family: each icon drawn on a 24 by 24 grid as strokes of one weight."""

from __future__ import annotations

# Each value is SVG content. The group around it sets fill none, a 2 px round stroke and the colour.
SHAPES: dict[str, str] = {
    # places
    "home": ('<path d="M3.5 11.2 12 4l8.5 7.2"/><path d="M5.7 9.6V20h4.1v-5.6h4.4V20h4.1V9.6"/>'),
    "car": (
        '<path d="M3 16.5v-3.4l1.9-1.3 1.9-4.2C7.2 6.6 8 6 9 6h5.6c.8 0 1.5.4 2 1l3 4.2 1.4 '
        '1.5v3.8H18.6"/>'
        '<path d="M9.6 16.5h4.8M3 16.5h1.4M6 11.5h12.6"/>'
        '<circle cx="7" cy="16.8" r="2.4"/>'
        '<circle cx="16.8" cy="16.8" r="2.4"/>'
    ),
    "people": (
        '<circle cx="9" cy="8" r="3.4"/>'
        '<path d="M2.8 19.5c.4-3.7 2.8-5.6 6.2-5.6s5.8 1.9 6.2 5.6"/>'
        '<path d="M15.6 4.9a3.4 3.4 0 0 1 0 6.2M17.6 14.3c2 .7 3.3 2.4 3.6 5.2"/>'
    ),
    "user": ('<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.6-4.4 3.4-6.6 7.5-6.6s6.9 2.2 7.5 6.6"/>'),
    "store": (
        '<path d="M4.6 10.5V20h14.8v-9.5"/>'
        '<path d="M3.2 8.2 5 4h14l1.8 4.2a2.9 2.9 0 0 1-5.8.4 3 3 0 0 1-6 0 2.9 2.9 0 0 1-5.8-.4Z"/>'
        '<path d="M9.5 20v-5h5v5"/>'
    ),
    "building": (
        '<rect x="5" y="3.5" width="14" height="17" rx="1.5"/>'
        '<path d="M9 8h.1M15 8h-.1M9 12h.1M15 12h-.1M10 20.5v-4h4v4"/>'
    ),
    # things
    "phone": (
        '<path d="M7.6 3.8 10 8.2 8.1 10.3c1 2.4 3.2 4.6 5.6 5.6l2.1-1.9 4.4 2.4-.7 3.3c-.2.7-.8 '
        '1.1-1.5 1.1C10.6 20.3 3.7 13.4 3.2 6c0-.7.4-1.3 1.1-1.5Z"/>'
    ),
    "mail": ('<rect x="3" y="5.5" width="18" height="13" rx="2"/><path d="m3.8 7.5 8.2 6 8.2-6"/>'),
    "calendar": (
        '<rect x="3.5" y="5" width="17" height="15.5" rx="2.2"/>'
        '<path d="M3.5 10h17M8 2.8v4M16 2.8v4"/>'
        '<circle cx="8.3" cy="14.3" r="1.3" fill="currentColor" stroke="none"/>'
        '<circle cx="12.6" cy="14.3" r="1.3" fill="currentColor" stroke="none"/>'
    ),
    "clock": ('<circle cx="12" cy="12" r="8.7"/><path d="M12 7v5.3l3.4 2"/>'),
    "policy": (
        '<path d="M12 3 4.5 5.8v5.7c0 4.5 3 7.9 7.5 9.5 4.5-1.6 7.5-5 7.5-9.5V5.8Z"/>'
        '<path d="m8.6 11.9 2.5 2.5 4.4-4.8"/>'
    ),
    "claim": (
        '<path d="M6 3h8.5L19 7.5V21H6Z"/>'
        '<path d="M14.2 3.2v4.6h4.6M12.5 11.5v3.6"/>'
        '<circle cx="12.5" cy="17.8" r="1.1" fill="currentColor" stroke="none"/>'
    ),
    "document": ('<path d="M6 3h8.5L19 7.5V21H6Z"/><path d="M14.2 3.2v4.6h4.6M9.3 12.5h6.4M9.3 16.5h6.4"/>'),
    "key": ('<circle cx="8" cy="15.5" r="4.5"/><path d="m11.3 12.3 8.2-8.2M16 7.6l3 3M13.4 10.2l1.8 1.8"/>'),
    "steering": (
        '<circle cx="12" cy="12" r="8.7"/>'
        '<circle cx="12" cy="12.4" r="2.2"/>'
        '<path d="M3.6 10.8c5.6-1.4 11.2-1.4 16.8 0M12 14.8v5.7"/>'
    ),
    "money": (
        '<rect x="2.8" y="6" width="18.4" height="12" rx="2"/>'
        '<circle cx="12" cy="12" r="2.7"/>'
        '<path d="M6.3 9.5v.1M17.7 14.4v.1"/>'
    ),
    "euro": '<path d="M18.3 6.6A7.2 7.2 0 0 0 7 12a7.2 7.2 0 0 0 11.3 5.4M4 10.2h9.5M4 13.8h8.5"/>',
    "tag": (
        '<path d="M3.5 4.5v7.3l8.9 8.7 7.8-7.8-8.9-8.2Z"/>'
        '<circle cx="8" cy="9" r="1.5" fill="currentColor" stroke="none"/>'
    ),
    "camera": ('<path d="M3 8.3h4l1.8-2.8h6.4L17 8.3h4v11.2H3Z"/><circle cx="12" cy="13.5" r="3.5"/>'),
    "star": '<path d="m12 3.6 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8Z"/>',
    "star-filled": (
        '<path fill="currentColor" stroke="none" d="m12 2.6 2.9 6 6.6.9-4.8 4.6 1.2 6.6-5.9-3.2-5.9 '
        '3.2 1.2-6.6-4.8-4.6 6.6-.9Z"/>'
    ),
    "chart": ('<path d="M4 4v16h16.5"/><path d="M8.5 16.5v-4.5M13 16.5V8M17.5 16.5v-6"/>'),
    "pin": (
        '<path d="M12 21c4.6-4.7 6.8-8.2 6.8-11.3a6.8 6.8 0 0 0-13.6 0C5.2 12.8 7.4 16.3 12 21Z"/>'
        '<circle cx="12" cy="9.8" r="2.4"/>'
    ),
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15ZM10 20.7h4M12 3v1.5"/>',
    # deeds
    "search": ('<circle cx="10.6" cy="10.6" r="6.6"/><path d="m15.6 15.6 5 5"/>'),
    "filter": '<path d="M3.5 5.5h17L14 13v6.5l-4-2V13Z"/>',
    "sort": '<path d="M7.5 4.5v15M3.8 15.8l3.7 3.7 3.7-3.7M16.5 19.5v-15M12.8 8.2l3.7-3.7 3.7 3.7"/>',
    "plus": '<path d="M12 4.5v15M4.5 12h15"/>',
    "minus": '<path d="M4.5 12h15"/>',
    "edit": '<path d="m4 20 .9-4.3L16.4 4.2l3.4 3.4L8.3 19.1ZM13.8 6.8l3.4 3.4"/>',
    "archive": ('<rect x="3" y="4.5" width="18" height="4.5" rx="1"/><path d="M4.8 9v10.5h14.4V9M9.8 13h4.4"/>'),
    "restore": (
        '<rect x="3" y="4.5" width="18" height="4.5" rx="1"/>'
        '<path d="M4.8 9v10.5h14.4V9M12 17.3V12M9.5 14.2 12 11.7l2.5 2.5"/>'
    ),
    "undo": ('<path d="M8.5 4.5 4 9l4.5 4.5"/><path d="M4.4 9h9.8a5.3 5.3 0 0 1 0 10.6H8.5"/>'),
    "redo": ('<path d="M15.5 4.5 20 9l-4.5 4.5"/><path d="M19.6 9H9.8a5.3 5.3 0 0 0 0 10.6h5.7"/>'),
    "import": '<path d="M12 3.5v11M7.7 10.4 12 14.7l4.3-4.3M4 15.5v5h16v-5"/>',
    "export": '<path d="M12 15V4M7.7 8 12 3.7 16.3 8M4 15.5v5h16v-5"/>',
    "print": '<path d="M7 8.5V3.5h10v5M7 17.5H3.5v-9h17v9H17M7 14h10v6.5H7Z"/>',
    "copy": (
        '<rect x="8.5" y="8.5" width="12" height="12" rx="2"/>'
        '<path d="M15.5 8.3V5.5a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2.8"/>'
    ),
    "link": (
        '<path d="M10 14.2a4 4 0 0 0 5.7.3l3-3a4 4 0 0 0-5.7-5.7L11.8 7M14 9.8a4 4 0 0 0-5.7-.3l-3 '
        '3A4 4 0 0 0 11 18.2L12.2 17"/>'
    ),
    "sign-out": '<path d="M13.5 4H5v16h8.5M10 12h10.5M16.8 8.2 20.6 12l-3.8 3.8"/>',
    # signs
    "settings": (
        '<path d="M4 7h9M19 7h1M4 17h1M11 17h9"/><circle cx="16" cy="7" r="2.7"/><circle cx="8" cy="17" r="2.7"/>'
    ),
    "help": (
        '<circle cx="12" cy="12" r="8.8"/>'
        '<path d="M9.4 9.4c.3-1.6 1.3-2.4 2.7-2.4 1.5 0 2.6 1 2.6 2.4 0 2-2.6 2.2-2.6 4.3"/>'
        '<circle cx="12.1" cy="16.9" r="1.2" fill="currentColor" stroke="none"/>'
    ),
    "info": (
        '<circle cx="12" cy="12" r="8.8"/>'
        '<path d="M12 11.3v5.2"/>'
        '<circle cx="12" cy="7.9" r="1.25" fill="currentColor" stroke="none"/>'
    ),
    "warning": (
        '<path d="M12 3.7 2.7 19.8h18.6ZM12 10v4.3"/>'
        '<circle cx="12" cy="17" r="1.2" fill="currentColor" stroke="none"/>'
    ),
    "problem": (
        '<path d="M8.3 3.2h7.4l5.1 5.1v7.4l-5.1 5.1H8.3l-5.1-5.1V8.3ZM12 7.5v5.5"/>'
        '<circle cx="12" cy="16.4" r="1.25" fill="currentColor" stroke="none"/>'
    ),
    "check": '<path d="m4.5 12.5 5 5 10-10.5"/>',
    "check-circle": ('<circle cx="12" cy="12" r="8.8"/><path d="m7.9 12.3 2.9 2.9 5.3-5.8"/>'),
    "close": '<path d="m5.5 5.5 13 13M18.5 5.5l-13 13"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "more": (
        '<circle cx="5.5" cy="12" r="1.7" fill="currentColor" stroke="none"/>'
        '<circle cx="12" cy="12" r="1.7" fill="currentColor" stroke="none"/>'
        '<circle cx="18.5" cy="12" r="1.7" fill="currentColor" stroke="none"/>'
    ),
    "table": (
        '<rect x="3.3" y="4.5" width="17.4" height="15" rx="2"/><path d="M3.3 9.5h17.4M3.3 14.5h17.4M9.5 9.5v10"/>'
    ),
    "cards": (
        '<rect x="3.5" y="3.5" width="7" height="7" rx="1.5"/>'
        '<rect x="13.5" y="3.5" width="7" height="7" rx="1.5"/>'
        '<rect x="3.5" y="13.5" width="7" height="7" rx="1.5"/>'
        '<rect x="13.5" y="13.5" width="7" height="7" rx="1.5"/>'
    ),
    "board": (
        '<rect x="3.5" y="4" width="4.7" height="16" rx="1.2"/>'
        '<rect x="9.7" y="4" width="4.7" height="10" rx="1.2"/>'
        '<rect x="15.9" y="4" width="4.7" height="13" rx="1.2"/>'
    ),
    "compare": '<path d="M12 3.5v17M4 7h4.5M15.5 7H20M4 12h4.5M15.5 12H20M4 17h4.5M15.5 17H20"/>',
    "play": '<path d="M7.5 4.5v15L19 12Z" fill="currentColor"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "chevron-down": '<path d="m5.5 9 6.5 6.5L18.5 9"/>',
    "chevron-up": '<path d="m5.5 15 6.5-6.5 6.5 6.5"/>',
    "chevron-left": '<path d="M15 5.5 8.5 12l6.5 6.5"/>',
    "chevron-right": '<path d="m9 5.5 6.5 6.5L9 18.5"/>',
    "bullet": '<circle cx="12" cy="12" r="5" fill="currentColor" stroke="none"/>',
    # sync states, told apart by shape as well as colour
    "sync-safe": (
        '<path d="M7 18.5a4.3 4.3 0 0 1-.5-8.6 5.7 5.7 0 0 1 11-.3 4.5 4.5 0 0 1-.5 8.9Z"/>'
        '<path d="m9 13.3 2.3 2.3 3.9-4.2"/>'
    ),
    "sync-here": (
        '<rect x="5.5" y="3" width="13" height="18" rx="2.2"/><path d="M12 7.2v6.4M9.3 11 12 13.7l2.7-2.7M10 17.5h4"/>'
    ),
    "sync-offline": (
        '<path d="M7 18.5a4.3 4.3 0 0 1-.5-8.6M9.8 6.5a5.7 5.7 0 0 1 7.7 3.1 4.5 4.5 0 0 1 2.8 6.5M4 '
        '4l16 16M7 18.5h9"/>'
    ),
    "sync-problem": (
        '<path d="M7 18.5a4.3 4.3 0 0 1-.5-8.6 5.7 5.7 0 0 1 11-.3 4.5 4.5 0 0 1-.5 8.9Z"/>'
        '<path d="M12 9.5v3.8"/>'
        '<circle cx="12" cy="16" r="1.15" fill="currentColor" stroke="none"/>'
    ),
    "sync-busy": (
        '<path d="M19.5 9.5A8 8 0 0 0 5 8.3M4.5 14.5A8 8 0 0 0 19 15.7"/><path d="M5 4v4.5h4.5M19 20v-4.5h-4.5"/>'
    ),
}
