// Puts clips one behind the other as one sound, packet by packet, as the server does (app/language/sound.py, join):
// so a phone keeps each step once, and has the whole card nevertheless. Given out are the very bytes of the server's Ogg.
"use strict";
(() => {
  // Samples of a packet at 48 kHz (20 ms); packets of a page (1 s); what a page's head has room for.
  const TICK = 960, A_PAGE = 50, MOST_SEGMENTS = 255;

  // RFC 3533: a page's checksum is a CRC-32 of its own kind, unreflected, beginning with 0.
  const CHECKS = Uint32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte << 24;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
    return sum;
  });

  function checksum(bytes) {
    let sum = 0;
    for (const byte of bytes) sum = (sum << 8) ^ CHECKS[(sum >>> 24) ^ byte];
    return sum >>> 0;
  }

  // Read an Ogg Opus file: its two heads as they are, its packets of sound, and how many samples are heard.
  function unpack(bytes) {
    const look = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const packets = [];
    let at = 0, end = 0, open = [];
    while (at + 27 <= bytes.length) {
      const count = bytes[at + 26];
      let from = at + 27 + count;
      end = Number(look.getBigInt64(at + 6, true));
      for (const size of bytes.subarray(at + 27, at + 27 + count)) {
        open.push(bytes.subarray(from, from += size));
        if (size === 255) continue;
        packets.push(open.length === 1 ? open[0] : concat(open));
        open = [];
      }
      at = from;
    }
    const skipped = packets[0][10] | packets[0][11] << 8; // RFC 7845, section 5.1
    return { heads: packets.slice(0, 2), packets: packets.slice(2), skipped, heard: end - skipped };
  }

  function concat(pieces) {
    const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
    pieces.reduce((at, piece) => (all.set(piece, at), at + piece.length), 0);
    return all;
  }

  const lacing = (size) => [...Array(Math.floor(size / 255)).fill(255), size % 255];

  function page(packets, granule, number, kind) {
    const segments = packets.flatMap((packet) => lacing(packet.length));
    const head = new Uint8Array(27 + segments.length);
    const write = new DataView(head.buffer);
    head.set([0x4f, 0x67, 0x67, 0x53, 0, kind]); // "OggS", version 0
    write.setBigInt64(6, BigInt(granule), true);
    write.setUint32(18, number, true);
    head[26] = segments.length;
    head.set(segments, 27);
    const bytes = concat([head, ...packets]);
    new DataView(bytes.buffer).setUint32(22, checksum(bytes), true);
    return bytes;
  }

  function joinOgg(files) {
    const parts = files.map(unpack), kept = [];
    let heard = 0;
    for (const part of parts) { // an encoder's idle ends are left out inside, as soon as they fill a packet
      heard += part.heard;
      const room = heard + parts[0].skipped - kept.length * TICK;
      kept.push(...part.packets.slice(0, Math.max(1, Math.round(room / TICK))));
    }
    const pages = [page([parts[0].heads[0]], 0, 0, 2), page([parts[0].heads[1]], 0, 1, 0)];
    let some = [], segments = 0;
    kept.forEach((packet, number) => {
      some.push(packet);
      segments += lacing(packet.length).length;
      const next = kept[number + 1];
      if (next && some.length < A_PAGE && segments + lacing(next.length).length <= MOST_SEGMENTS) return;
      pages.push(page(some, (number + 1) * TICK, pages.length, next ? 0 : 4));
      some = [];
      segments = 0;
    });
    return concat(pages);
  }

  // MP3 as we make it: MPEG-2 layer III, 24 kHz, so that a frame of b kbit/s has 3 b bytes. Each file begins with a frame
  // that tells its length; without it a player reckons from the bit rate, which is constant.
  const KBITS = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];

  function frames(bytes) {
    const tag = String.fromCharCode(...bytes.subarray(0, 3)) === "ID3"
      ? 10 + (bytes[6] << 21 | bytes[7] << 14 | bytes[8] << 7 | bytes[9]) : 0;
    return bytes.subarray(tag + 3 * KBITS[bytes[tag + 2] >> 4]);
  }

  const joinMp3 = (files) => concat(files.map(frames));

  self.join = (form, files) => (form === "ogg" ? joinOgg : joinMp3)(files.map((file) => new Uint8Array(file)));
})();
