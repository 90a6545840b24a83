from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_powers_over_mentors"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="agency",
            options={
                "default_permissions": (),
                "permissions": [
                    ("view_incidents", "view incidents"),
                    ("view_own_incidents", "view own incidents"),
                    ("log_incidents", "log incidents"),
                    ("manage_incidents", "manage incidents"),
                    ("view_reporter", "view reporter"),
                    ("view_notices", "view notices"),
                    ("acknowledge_notices", "acknowledge notices"),
                    ("view_children", "view children"),
                    ("view_own_children", "view own children"),
                    ("register_children", "register children"),
                    ("view_health", "view health"),
                    ("view_adoption", "view adoption"),
                    ("manage_cases", "manage cases"),
                    ("supervise_cases", "supervise cases"),
                    ("keep_mentors", "keep mentors"),
                    ("train_mentors", "train mentors"),
                    ("clear_mentors", "clear mentors"),
                    ("oversee_mentors", "oversee mentors"),
                    ("merge_children", "merge children"),
                    ("import_children", "import children"),
                    ("export_children", "export children"),
                    ("break_glass", "break glass"),
                    ("review_access", "review access"),
                    ("erase_children", "erase children"),
                    ("view_duties", "view duties"),
                    ("view_own_duties", "view own duties"),
                    ("view_engine", "view engine"),
                    ("edit_calendar", "edit calendar"),
                    ("view_agencies", "view agencies"),
                    ("manage_agency", "manage agency"),
                    ("manage_all_agencies", "manage all agencies"),
                    ("view_ledger", "view ledger"),
                ],
            },
        ),
    ]
