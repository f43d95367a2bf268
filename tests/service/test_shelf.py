"""The shelf: what is there is counted, and what nobody says is cleared away."""

from pathlib import Path

from app.service import record, shelf
from tests.conftest import make_parts


def test_old_clips_go_and_new_ones_stay(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, audio_dir=tmp_path / "audio")
    jobs = record.missing(parts)[:2]
    record.make(record.engines_by_language(parts), parts.clips.built, jobs)
    old = [tmp_path / "audio" / "ro" / f"said-no-more.{form}" for form in ("ogg", "mp3")]
    for path in old:
        path.write_bytes(b"old")

    assert shelf.prune(parts) == 2
    assert [path for path in old if path.exists()] == []
    assert all(parts.clips.is_made(job.name) for job in jobs)
    parts.database.close()


def test_the_stock_is_counted_by_language(tmp_path: Path) -> None:
    parts = make_parts(tmp_path, audio_dir=tmp_path / "audio")
    jobs = [job for job in record.missing(parts) if job.language == "tr"][:2]
    record.make(record.engines_by_language(parts), parts.clips.built, jobs)
    counted = {one.language: one for one in shelf.stock(parts)}
    assert counted["tr"].there == 2
    assert counted["tr"].human == 0
    assert counted["tr"].seconds > 0.5
    assert counted["bg"].there == 0
    assert counted["bg"].wanted > 200
    parts.database.close()
