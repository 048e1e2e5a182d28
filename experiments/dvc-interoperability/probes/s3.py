"""Probe: an S3 endpoint holds the artifacts."""

from hashlib import md5
from tempfile import mkdtemp

from scenarios import probing
from scenarios.neighbours.s3 import S3, s3
from scenarios.repositories import repository


def is_kept(store: S3, bucket: str, address: str, **settings: str) -> bool:
    store.bucket(bucket)
    made = repository("pipelines/train")
    made.dvc("remote", "add", "--default", "store", address).needed()
    for name, value in settings.items():
        made.dvc("remote", "modify", "store", name, value).needed()
    made.dvc("repro").needed()
    made.commit("trained")
    made.dvc("push", env=store.variables()).needed()
    digest = md5((made.folder / "model.json").read_bytes()).hexdigest()
    key = f"dvc/files/md5/{digest[:2]}/{digest[2:]}"
    keys = store.keys(bucket)
    print("the store holds", *keys, sep="\n  ")
    clone = made.clone()
    clone.dvc("pull", env=store.variables()).needed()
    read_back = clone.text("model.json")
    return probing.holds(f"the bucket has the model, {key}", key in keys) and (
        probing.holds("which a clone reads back", read_back == made.text("model.json"))
    )


with s3() as store:

    def in_bucket() -> bool:
        """push puts the model into the bucket of the remote"""
        address = "s3://in-bucket/dvc"
        return is_kept(store, "in-bucket", address, endpointurl=store.endpoint)

    def in_folder() -> bool:
        """the same where the remote is a folder"""
        return is_kept(store, "in-folder", mkdtemp(prefix="store-"))

    probing.passes(in_bucket, in_folder)
