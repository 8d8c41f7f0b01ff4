"""One-time links: handed over by an administrator, since no mail server is needed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.people_forms import WelcomeForm
from tracker.desk.people_sessions import end_sessions


class OneTime(PasswordResetTokenGenerator):
    """Tokens signed over the password as it is, so that one dies when a password is set.

    They live for PASSWORD_RESET_TIMEOUT. Links are told apart from those of Django's own
    reset, which this site does not offer, by the salt.
    """

    key_salt = "tracker.desk.people_links"


one_time = OneTime()


@transaction.atomic
def new_link(request: HttpRequest, person: User) -> str:
    """Return an absolute address by which `person` sets a new password, once.

    The old password, older links and sessions end at once: whoever asks for a reset may
    have lost them to somebody.
    """
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_sessions(person)
    number = urlsafe_base64_encode(force_bytes(person.pk))
    return request.build_absolute_uri(
        reverse("admin:auth_user_welcome", args=[number, one_time.make_token(person)])
    )


class WelcomeView(PasswordResetConfirmView):
    """The page behind a one-time link; it needs no login.

    Django's own view moves the token from the address into the session, so that the page
    itself leaks it to nobody.
    """

    form_class = WelcomeForm
    template_name = "admin/desk/people/welcome.html"
    token_generator = one_time
    success_url = reverse_lazy("admin:login")
    title = gettext_lazy("Welcome to the desk")

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        return person if person and person.is_active else None

    @transaction.atomic
    def form_valid(self, form: WelcomeForm) -> HttpResponse:
        # Of two who use one link at the same moment, the second finds it used.
        locked = User.objects.select_for_update().get(pk=self.user.pk)
        token = self.request.session.get(INTERNAL_RESET_SESSION_TOKEN)
        if not one_time.check_token(locked, token):
            self.validlink = False
            return self.render_to_response(self.get_context_data())
        messages.success(self.request, _("Your password is set. Please sign in."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.validlink:
            # The form is about somebody, and here there may be nobody.
            kwargs["form"] = None
        context = super().get_context_data(**kwargs)
        if not self.validlink:
            context["title"] = _("This link can no longer be used")
        return context | {"person": self.user if self.validlink else None}
