"""What the peers say: as long as what our bot says, and with the signs by which people know an answer."""

from __future__ import annotations

CONSENT = "«Много Музыки» ЖШС дербес деректерді жинайды және өңдейді: тегі, аты, телефон, e-mail. " * 4
AGREE = "Келісемін"
AGREED = "c:1"
ASK_NAME = "1/3 · Тегіңізді және атыңызды жазыңыз."
ASK_PHONE = "2/3 · Ұялы телефоныңыздың нөмірін жазыңыз."
ASK_EMAIL = "3/3 · Электрондық поштаңызды жазыңыз."
REVIEW = "Тексеріңіз:\n\n{name}\n{phone}\n{email}"
CONFIRM = "Жіберу"
CONFIRMED = "f:confirm"
THANKS = "Рақмет! Өтінімнің нөмірі: M-000001. Жұмыс уақытында хабарласамыз."
