from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "apps.api"
    label = "api"

    def ready(self) -> None:
        """Tokens end together with a person's sessions."""
        from apps.accounts.sign_ins import ALSO_ENDED
        from apps.api.tokens import end_tokens

        if end_tokens not in ALSO_ENDED:
            ALSO_ENDED.append(end_tokens)
