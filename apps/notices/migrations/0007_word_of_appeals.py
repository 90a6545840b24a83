from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0006_word_of_families_and_moves"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("NOTICE", "new notice"),
                    ("NOTICE_AGAIN", "notice sent again"),
                    ("REMINDER", "reminder"),
                    ("BREACH", "term breached"),
                    ("ESCALATION", "escalation"),
                    ("RETURNED", "notice could not be delivered"),
                    ("EMERGENCY", "file opened in an emergency"),
                    ("READING", "unusual reading of files"),
                    ("ENQUIRY", "question about a child's file"),
                    ("ERASURE", "erasure that waits for a second person"),
                    ("WITHDRAWN", "referral withdrawn by the sender"),
                    ("FAMILY", "sister or brother withdrawn by another body"),
                    ("PASSED", "duty passed to another body with the child"),
                    ("APPEAL", "new appeal or complaint"),
                    ("APPEAL_URG", "urgent appeal: a child may be in danger"),
                    ("SENDER", "the sender of an appeal wrote"),
                    ("ASKED", "request of an ombudsman"),
                    ("ANSWERED", "a body answered an ombudsman's request"),
                ],
                max_length=12,
            ),
        ),
    ]
