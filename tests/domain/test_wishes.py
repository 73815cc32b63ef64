"""Which texts wish to be forgotten, which wish the contrary, and which are names or chatter?"""

from __future__ import annotations

from bot.domain.wishes import Wish, find_wish
from tests.cases import cases

WISHES = """
деректерімді өшіріңіз
Деректерімді жойыңызшы, өтінемін!
мен туралы бәрін өшіріңіз
Мені ұмытыңыз
мен туралы барлық мәліметті жойып жіберіңіз
дербес деректерімнің жойылуын сұраймын, деректерімді жоюыңызды өтінемін
деректеримди ошириниз
барлык малиметти жою керек
аккаунтымды өшіріп тастаңызшы
келісімімді қайтарып аламын
Маған бұл керек емес, деректерімді өшіріңіз
удалите мои данные
Удалите, пожалуйста, мои данные
УДАЛИТЕ МОИ ДАННЫЕ!!!
забудьте меня
Забудьте обо мне
удалите меня
удали всё
сотрите всё, что обо мне знаете
прошу удалить мои персональные данные
требую удаления моих данных
хочу удалить свои данные
я передумал, не хочу больше, удалите мои данные
как удалить мои данные?
я не понимаю, как удалить мои данные
Удалите мои данные и больше не пишите мне
вы не удалили мои данные
отзываю согласие на обработку персональных данных
уничтожьте информацию обо мне
delete everything about me
Please delete my data.
DELETE MY ACCOUNT
forget me
I want to be forgotten
I want all my data erased
please remove all my information from your system
I'd like to withdraw my consent
request for deletion of my personal data
I don't want this any more, delete my data
удалите
Өшіріңізші
Delete, please
"""
CONTRARY = """
не удаляйте мои данные
Не удаляйте, пожалуйста, мои данные
пожалуйста, не удаляйте ничего
не надо удалять мои данные
удалять мои данные не надо
Я не хочу удалять свои данные
мои данные удалять нельзя
удалите мои данные? нет, не удаляйте!
не забудьте меня
деректерімді өшірмеңіз
Деректерімді жоймаңызшы
мені ұмытпаңыз
деректерімді жоюға болмайды
деректерімді жоюдың қажеті жоқ, деректерімді жою керек емес
do not delete my data
don't delete my data
Don’t forget me
I do not want you to delete my data
never erase anything
не отзываю согласие
"""
NEITHER = """
Забудько
Забудько Мария Ивановна
Удалов
Удалова Дана
Удалов Иван Сергеевич
Жойқын
Жойқын Айдар
Өшірбаев Нұрлан
Ұмыт Барлыбаева
Ұмытбаева Айгерім
Тастанов Әлихан
Құртбаев Ерлан
Забудский Олег
Стиралов
Delete Alice
Forget Smith
Данные Иван
Wiper Myra
Алматыда кафе ашамын
Сәлем
когда мне позвонят?
мои данные верны?
менің деректерім дұрыс па
what data do you keep about me?
забыл пароль
I forgot to answer
отзыв о работе
жаңа өтінім бергім келеді
Ничего
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@cases("text", lines(WISHES))
def test_a_verb_of_destroying_with_what_is_to_go_is_a_wish(text: str) -> None:
    assert find_wish(text) is Wish.ERASE
    assert find_wish(f"  «{text.upper()}» ") is Wish.ERASE


@cases("text", lines(CONTRARY))
def test_with_a_negation_it_is_the_contrary(text: str) -> None:
    assert find_wish(text) is Wish.KEEP


@cases("text", lines(NEITHER))
def test_names_that_begin_alike_and_chatter_are_neither(text: str) -> None:
    assert find_wish(text) is None


def test_a_story_is_not_read() -> None:
    assert find_wish("сөз " * 150 + "удалите мои данные") is None
