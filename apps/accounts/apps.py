from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from apps.accounts.agency_doors import PURPOSE
        from apps.accounts.factors import TOTP_SEED
        from apps.core.rotation import Place, also_encrypted

        also_encrypted(Place("accounts.AgencyDoor", "accounts_agencydoor", "sealed_secret", PURPOSE))
        for key in ("secret", "seed"):
            also_encrypted(Place(f"mfa.Authenticator.{key}", "mfa_authenticator", "data", TOTP_SEED, key=key))
