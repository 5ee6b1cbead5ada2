"""The addresses of the Unified Data Bank. A verb is a resource: the list is what a person can do."""

from __future__ import annotations

from django.urls import path

from ortaq.databank.views import listing, looking, materials, registers, use

urlpatterns = [
    path("bank/", looking.bank, name="bank"),
    path("bank/look-ups/", use.look_ups, name="look-ups"),
    path("bank/look-ups/<uuid:pk>/", looking.look_up, name="look-up"),
    path("bank/lists/", listing.lists, name="arrival-lists"),
    path("bank/lists/<uuid:pk>/", listing.arrival_list, name="arrival-list"),
    path("bank/lists/<uuid:pk>/going-on/", listing.going_on, name="arrival-list-going-on"),
    path("bank/hits/<uuid:pk>/settlement/", looking.settlement, name="hit-settlement"),
    path("bank/registers/", registers.registers, name="registers"),
    path("bank/registers/new", registers.entry_new, name="bank-entry-new"),
    path("bank/entries/<uuid:pk>/", registers.bank_entry, name="bank-entry"),
    path("bank/entries/<uuid:pk>/extension/", registers.extension, name="bank-entry-extension"),
    path("bank/entries/<uuid:pk>/review/", registers.review, name="bank-entry-review"),
    path("bank/entries/<uuid:pk>/withdrawal/", registers.withdrawal, name="bank-entry-withdrawal"),
    path("bank/materials/", materials.materials, name="materials"),
    path("bank/materials/given/", materials.materials_given, name="materials-given"),
    path("bank/materials/new", materials.material_new, name="material-new"),
    path("bank/materials/<uuid:pk>/", materials.material, name="material"),
    path("bank/materials/<uuid:pk>/reading/", materials.material_reading, name="material-reading"),
    path("bank/materials/<uuid:pk>/withdrawal/", materials.material_withdrawal, name="material-withdrawal"),
    path("bank/materials/<uuid:pk>/files/<uuid:file>/", materials.material_file, name="material-file"),
    path("bank/materials/<uuid:pk>/pictures/<uuid:file>/", materials.material_picture, name="material-picture"),
]
