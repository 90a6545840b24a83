"""How a stored file of a paper is answered."""

from rest_framework import serializers

from apps.documents.models import PaperVersion


class StoredFile(serializers.ModelSerializer):
    """One version of a paper, with the checksum of its file."""

    name = serializers.CharField(source="document.name")
    media_type = serializers.CharField(source="document.content_type")
    size = serializers.IntegerField(source="document.size", help_text="bytes")
    sha256 = serializers.CharField(source="document.sha256")

    class Meta:
        model = PaperVersion
        fields = ("no", "name", "media_type", "size", "sha256", "note", "at")
